import { svgElement } from './dom.js';
import { duration as formatDuration } from './format.js';
import type { IntervalView } from './records.js';

const WIDTH = 300;
const HEIGHT = 110;
const BASELINE = 96;
/** Space above the highest value, for its label. */
const TOP = 14;

interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

interface ChartOptions {
  readonly format: (value: number) => string;
  /** Read out by screen readers in place of the drawing. */
  readonly description: string;
  readonly minutes: number;
}

/** Deliveries per second, by outcome. */
export function drawRates(
  target: HTMLElement,
  intervals: readonly IntervalView[],
  intervalMs: number,
): void {
  const perSecond = (name: 'accepted' | 'deferred' | 'refused'): Series => ({
    name,
    values: intervals.map((interval) => (interval[name] * 1_000) / intervalMs),
  });
  const series = [perSecond('accepted'), perSecond('deferred'), perSecond('refused')];
  const totals = series.map(({ name }) => `${sum(intervals, name as 'accepted')} ${name}`);
  drawBars(target, series, {
    format: (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)}/s`,
    description: `Deliveries: ${totals.join(', ')}`,
    minutes: minutesOf(intervals, intervalMs),
  });
}

/** Median and 99th percentile of the time to answer. */
export function drawLatencies(
  target: HTMLElement,
  intervals: readonly IntervalView[],
  intervalMs: number,
): void {
  const series = [
    { name: 'p50', values: intervals.map(({ p50 }) => p50) },
    { name: 'p99', values: intervals.map(({ p99 }) => p99) },
  ];
  const newest = intervals.findLast(({ p50 }) => p50 !== undefined);
  const { p50 = 0, p99 = 0 } = newest ?? {};
  drawLines(target, series, {
    format: formatDuration,
    description: newest
      ? `Latest time to answer: median ${formatDuration(p50)}, 99th percentile ${formatDuration(p99)}`
      : 'No deliveries',
    minutes: minutesOf(intervals, intervalMs),
  });
}

/** Failed runs of handlers. */
export function drawFailures(
  target: HTMLElement,
  intervals: readonly IntervalView[],
  intervalMs: number,
): void {
  const values = intervals.map(({ failures }) => failures);
  drawBars(target, [{ name: 'failures', values }], {
    format: String,
    description: `Failed runs of handlers: ${sum(intervals, 'failures')}`,
    minutes: minutesOf(intervals, intervalMs),
  });
}

function drawBars(target: HTMLElement, series: readonly Series[], options: ChartOptions): void {
  const length = series[0]?.values.length ?? 0;
  const totals = Array.from({ length }, (_, at) =>
    series.reduce((all, s) => all + valueAt(s, at), 0),
  );
  const scale = scaleOf(totals);
  const slot = WIDTH / Math.max(length, 1);
  const bottoms = Array.from({ length }, () => BASELINE);
  const groups = series.map((one) => {
    const bars = one.values.map((value, at) => {
      const height = (value ?? 0) * scale.factor;
      bottoms[at] = (bottoms[at] ?? BASELINE) - height;
      return svgElement('rect', { x: at * slot, y: bottoms[at], width: slot * 0.8, height });
    });
    return svgElement('g', { 'data-series': one.name }, ...bars);
  });
  draw(target, groups, scale.max, options);
}

function drawLines(target: HTMLElement, series: readonly Series[], options: ChartOptions): void {
  const scale = scaleOf(series.flatMap(({ values }) => values));
  const slot = WIDTH / Math.max(series[0]?.values.length ?? 0, 1);
  const lines = series.map(({ name, values }) => {
    const points = values.flatMap((value, at) =>
      value === undefined ? [] : [[(at + 0.5) * slot, BASELINE - value * scale.factor] as const],
    );
    const line = svgElement('polyline', { points: points.map((point) => point.join()).join(' ') });
    // A line through a single point is invisible.
    const dots = points.map(([cx, cy]) => svgElement('circle', { cx, cy, r: 1.5 }));
    return svgElement('g', { 'data-series': name }, line, ...dots);
  });
  draw(target, lines, scale.max, options);
}

function draw(
  target: HTMLElement,
  content: readonly SVGElement[],
  max: number,
  { format, description, minutes }: ChartOptions,
): void {
  target.replaceChildren(
    svgElement(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': description },
      svgElement('line', { class: 'grid', x1: 0, x2: WIDTH, y1: BASELINE, y2: BASELINE }),
      svgElement('line', { class: 'grid', x1: 0, x2: WIDTH, y1: TOP, y2: TOP }),
      ...content,
      svgElement('text', { x: 0, y: TOP - 3 }, max > 0 ? format(max) : ''),
      svgElement('text', { x: 0, y: HEIGHT - 2 }, `${minutes} min ago`),
      svgElement('text', { x: WIDTH, y: HEIGHT - 2, 'text-anchor': 'end' }, 'now'),
    ),
  );
}

function scaleOf(values: readonly (number | undefined)[]): { max: number; factor: number } {
  const max = Math.max(0, ...values.filter((value) => value !== undefined));
  return { max, factor: max === 0 ? 0 : (BASELINE - TOP) / max };
}

function valueAt({ values }: Series, at: number): number {
  return values[at] ?? 0;
}

function sum(
  intervals: readonly IntervalView[],
  name: 'accepted' | 'deferred' | 'refused' | 'failures',
): number {
  return intervals.reduce((all, interval) => all + interval[name], 0);
}

function minutesOf(intervals: readonly IntervalView[], intervalMs: number): number {
  return Math.round((intervals.length * intervalMs) / 60_000);
}
