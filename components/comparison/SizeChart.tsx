import { memo, useCallback } from "react";
import { type CompareResult, formatDuration } from "../playback/engine.ts";
import { Chart, type Token } from "../ui/Chart.tsx";
import { microsText } from "./cost-text.ts";

/** Reads and time of one read over the tile size, both on logarithmic scales. The table beside it has the figures. */
export const SizeChart = memo(function SizeChart({ sizes }: { readonly sizes: CompareResult["sizes"] }) {
  const option = useCallback(
    (token: Token) => {
      const text = { color: token("--muted"), fontFamily: "inherit", fontSize: 11 };
      const axis = {
        type: "log",
        nameTextStyle: text,
        axisLabel: text,
        splitLine: { lineStyle: { color: token("--line") } },
      };
      return {
        grid: { left: 46, right: 58, top: 34, bottom: 24 },
        legend: { top: 0, textStyle: text, itemHeight: 8, itemWidth: 14 },
        tooltip: {
          trigger: "axis",
          backgroundColor: token("--raised"),
          borderColor: token("--line"),
          textStyle: { color: token("--ink"), fontSize: 12 },
        },
        xAxis: {
          type: "category",
          data: sizes.map(
            ({ tileSizeMs, current }) => `${formatDuration(tileSizeMs)}${current ? " (this notebook)" : ""}`,
          ),
          axisLabel: { ...text, interval: 0 },
          axisLine: { lineStyle: { color: token("--line") } },
          axisTick: { show: false },
        },
        yAxis: [
          axis,
          {
            ...axis,
            splitLine: { show: false },
            axisLabel: { ...text, formatter: (micros: number) => microsText(micros) },
          },
        ],
        series: [
          {
            name: "reads",
            type: "bar",
            barMaxWidth: 46,
            itemStyle: { color: token("--tile"), borderRadius: [3, 3, 0, 0] },
            data: sizes.map(({ cost }) => Math.max(1, cost.reads)),
          },
          ...(["p50", "p99"] as const).map((name, i) => ({
            name,
            type: "line",
            yAxisIndex: 1,
            symbol: i === 0 ? "circle" : "triangle",
            symbolSize: 8,
            lineStyle: { color: token(i === 0 ? "--accent" : "--saw"), type: i === 0 ? "solid" : "dashed" },
            itemStyle: { color: token(i === 0 ? "--accent" : "--saw") },
            tooltip: { valueFormatter: (micros: number) => microsText(micros) },
            data: sizes.map(({ cost }) => cost[name === "p50" ? "p50Us" : "p99Us"]),
          })),
        ],
      };
    },
    [sizes],
  );
  const label = `Reads and time of one read at tile sizes ${sizes.map((size) => formatDuration(size.tileSizeMs)).join(", ")}. The table has the figures.`;
  return <Chart label={label} height={170} option={option} />;
});
