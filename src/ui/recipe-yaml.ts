import {stringify} from 'yaml';

/** The pipeline that a run recorded, as YAML that `epochal run` takes. */
export function recipeYaml(recipe: string): string {
  try {
    return stringify(JSON.parse(recipe), {lineWidth: 0});
  } catch {
    return recipe;
  }
}
