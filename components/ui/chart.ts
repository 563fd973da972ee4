import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** ECharts with the parts that this page draws with. Imported when a chart is first shown. */
export const createChart = (element: HTMLElement) => init(element, null, { renderer: "svg" });
