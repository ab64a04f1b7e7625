/** What a param can be: what YAML and JSON both can say, without maps. */
export type ParamValue = string | number | boolean | null | readonly ParamValue[];

export const isParamValue = (value: unknown): value is ParamValue =>
  value === null ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => isParamValue(item)));
