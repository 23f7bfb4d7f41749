// @ts-check
/** Charts: a day's line, and bars with their volume. Times on them are those of Shanghai. */

import {
  CandlestickSeries,
  HistogramSeries,
  LineSeries,
  createChart,
} from "../parts/charts.mjs";
import { colour, theme } from "./theme.mjs";
import { html, useEffect, useRef } from "./view.mjs";

const VOLUME_TOP = 0.8; // of the height, where the volume begins
const BARS_FITTED = 120; // of more the newest are shown first

/**
 * A bar: `time` as the chart counts it, prices in CNY.
 * @typedef {{ time: number | string, open: number, high: number, low: number, close: number,
 *   volume: number }} Bar
 */

/**
 * A day and a minute as a chart's time: seconds, counted as if Shanghai were UTC.
 * @param {string} date
 * @param {string} time
 */
export function chartTime(date, time) {
  return Date.parse(`${date}T${time}:00Z`) / 1000;
}

/**
 * A line through the closes of a day's minutes.
 * @param {{ name: string, label: string, points: Array<{ time: number, value: number }>,
 *   base?: number | null }} props
 */
export function DayLine({ name, label, points, base = null }) {
  const make = (/** @type {any} */ chart) => ({
    line: chart.addSeries(LineSeries, { lineWidth: 2, priceLineVisible: false }),
    mark: null,
  });
  const fill = (/** @type {any} */ series, /** @type {any} */ chart) => {
    series.line.applyOptions({ color: colour("accent") });
    series.line.setData(points);
    if (series.mark) series.line.removePriceLine(series.mark);
    const look = { color: colour("quiet"), lineStyle: 2, lineWidth: 1, axisLabelVisible: true };
    series.mark = base === null ? null : series.line.createPriceLine({ price: base, ...look });
    chart.timeScale().fitContent();
  };
  const box = useChart(make, fill, [keyOf(points), base]);
  return html`<div class="chart" data-name=${name} data-points=${points.length} role="img"
    aria-label=${label} ref=${box}></div>`;
}

/**
 * Bars (K 线) with their volume.
 * @param {{ name: string, label: string, bars: Bar[] }} props
 */
export function Candles({ name, label, bars }) {
  const make = (/** @type {any} */ chart) => {
    const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
    const priceFormat = { type: "volume" };
    const look = { priceLineVisible: false, lastValueVisible: false, priceFormat };
    const volume = chart.addSeries(HistogramSeries, { ...look, priceScaleId: "volume" });
    chart.priceScale("volume").applyOptions({ scaleMargins: { top: VOLUME_TOP, bottom: 0 } });
    return { candles, volume, isEmpty: true };
  };
  const fill = (/** @type {any} */ series, /** @type {any} */ chart) => {
    const { candles, volume } = series;
    const up = colour("up");
    const down = colour("down");
    candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    candles.setData(bars);
    const ofBar = (/** @type {Bar} */ { time, open, close, volume: value }) => (
      { time, value, color: `${close < open ? down : up}66` }
    );
    volume.setData(bars.map(ofBar));
    const isFitted = bars.length > 0 && bars.length < BARS_FITTED;
    if (series.isEmpty && isFitted) chart.timeScale().fitContent();
    series.isEmpty = bars.length === 0;
  };
  const box = useChart(make, fill, [keyOf(bars)]);
  return html`<div class="chart" data-name=${name} data-bars=${bars.length} role="img"
    aria-label=${label} ref=${box}></div>`;
}

/**
 * A chart in an element: `make` adds its series once, `fill` gives them data when something of
 * `dependencies` changes, or the theme.
 * @param {(chart: any) => any} make
 * @param {(series: any, chart: any) => void} fill
 * @param {unknown[]} dependencies
 */
function useChart(make, fill, dependencies) {
  const box = useRef(null);
  /** @type {{ current: any }} */ const made = useRef(null);
  useEffect(() => {
    const element = /** @type {any} */ (box.current);
    const chart = createChart(element, { autoSize: true, ...looks() });
    made.current = { chart, series: make(chart) };
    return () => chart.remove();
  }, []);
  useEffect(() => {
    made.current.chart.applyOptions(looks());
    fill(made.current.series, made.current.chart);
  }, [...dependencies, theme()]);
  return box;
}

function looks() {
  const grid = { color: `${colour("line")}80` };
  return {
    layout: {
      background: { color: "transparent" }, textColor: colour("quiet"), attributionLogo: false,
    },
    grid: { vertLines: grid, horzLines: grid },
    rightPriceScale: { borderColor: colour("line") },
    timeScale: { borderColor: colour("line"), timeVisible: true, secondsVisible: false },
  };
}

/**
 * What changes when a series does: how long it is and its last entry.
 * @param {Array<Record<string, any>>} entries
 */
function keyOf(entries) {
  return `${entries.length} ${JSON.stringify([entries[0], entries.at(-1)])}`;
}
