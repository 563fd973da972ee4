"use client";

import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";
import { useTheme } from "./theme.ts";

/** A token of the theme that is on the screen, as charts need a colour and not a variable. */
export type Token = (name: `--${string}`) => string;

interface ChartProps {
  /** What the picture shows, for those who do not see it; a table with the same figures belongs beside it. */
  readonly label: string;
  readonly height: number;
  readonly option: (token: Token) => EChartsCoreOption;
  readonly className?: string | undefined;
}

/** One ECharts picture that follows its size and the theme. */
export function Chart({ label, height, option, className }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const { theme } = useTheme();

  useEffect(() => {
    let gone = false;
    const draw = (made: EChartsType) => {
      const style = getComputedStyle(document.documentElement);
      made.setOption(
        { animation: false, darkMode: theme === "dark", ...option((name) => style.getPropertyValue(name).trim()) },
        true,
      );
    };
    // The theme's tokens are on the root only after this render.
    const frame = requestAnimationFrame(async () => {
      const { createChart } = await import("./chart.ts");
      if (gone || element.current === null) return;
      chart.current ??= createChart(element.current);
      draw(chart.current);
    });
    return () => {
      gone = true;
      cancelAnimationFrame(frame);
    };
  }, [option, theme]);

  useEffect(() => {
    const observer = new ResizeObserver(() => chart.current?.resize());
    if (element.current !== null) observer.observe(element.current);
    return () => {
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  return <div ref={element} role="img" aria-label={label} className={className} style={{ height }} />;
}
