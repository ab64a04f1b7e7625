/** What a param can be: what YAML and JSON both can say, without maps. */
export type ParamValue = string | number | boolean | null | readonly ParamValue[];
