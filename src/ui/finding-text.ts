import type {StageReport} from '../runner/stage-definition.ts';

type Finding = Extract<StageReport, {type: 'finding'}>;

/** What was found about how a stage is written, a sentence for each thing. */
export function findingTexts(stage: string, {kind, names}: Finding): readonly string[] {
  switch (kind) {
    case 'params-idle':
      return names.map((name) => `${stage}.${name} is set, but has no effect here`);
    case 'params-unread':
      return names.map((name) => `${stage}.${name} is set, but was never read`);
    case 'reads-undeclared':
      return names.map((name) => `read ${name}, which is not declared: add \`${name}\` to its \`inputs:\``);
    case 'inputs-unread':
      return names.map((name) => `declares ${name}, and did not read it`);
    default:
      return kind satisfies never;
  }
}
