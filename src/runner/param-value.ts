/** What a param can be: what YAML and JSON both can say, without maps. JSON has no NaN and no Infinity. */
export type ParamValue = string | number | boolean | null | readonly ParamValue[];

export const isParamValue = (value: unknown): value is ParamValue =>
  value === null ||
  ['string', 'boolean'].includes(typeof value) ||
  Number.isFinite(value) ||
  (Array.isArray(value) && value.every((item) => isParamValue(item)));
