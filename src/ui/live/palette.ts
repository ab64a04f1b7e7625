import type {StageState} from '../state.ts';
import {stageGlyphs} from '../glyphs.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const spinnerAt = (tick: number): string => spinner[tick % spinner.length] ?? '';

/** The glyph of a stage, and the colour that goes with it. */
export function stageMark({at}: StageState, tick: number): {readonly glyph: string; readonly color?: string} {
  switch (at.status) {
    case 'pending':
    case 'waiting':
      return {glyph: stageGlyphs[at.status]};
    case 'running':
      return {glyph: spinnerAt(tick), color: 'cyan'};
    case 'done':
      return {glyph: stageGlyphs[at.how], color: 'green'};
    case 'failed':
      if (at.failure.blame === 'cancelled') return {glyph: stageGlyphs.skipped, color: 'yellow'};
      return {glyph: stageGlyphs.failed, color: 'red'};
    case 'skipped':
      return {glyph: stageGlyphs.skipped, color: 'yellow'};
    default:
      return at satisfies never;
  }
}
