import {look} from './look.ts';
import {textWidth} from './markup.ts';

export interface LabelAxis {
  /** Pixels from label to label. */
  readonly step: number;
  /** 0, or -90 where labels would run into one another. */
  readonly labelAngle: 0 | -90;
}

/** Of more labels than this a chart shows some: a picture of thousands is too large to be drawn, and to be read. */
export const mostLabels = 300;

/** Room for every label along an axis of about `room` pixels. */
export const labelAxis = (labels: readonly string[], room: number): LabelAxis => {
  const even = room / Math.max(1, labels.length);
  const level = Math.max(22, ...labels.map((label) => textWidth(label, look.textSize) + 8));
  return even >= level || level * labels.length <= 1.25 * room
    ? {step: Math.max(level, Math.min(72, even)), labelAngle: 0}
    : {
        step: Math.max(15, Math.min(72, even)),
        labelAngle: labels.every((label) => label.length === 1) ? 0 : -90,
      };
};

/** What the label axes of charts share: the field is an index into the chart's `labels` param. */
export const labelAxisLook = {
  labelExpr: 'labels[datum.value]',
  labelLimit: 140,
  labelOverlap: false,
  ticks: false,
} as const;
