/** How much each class counts. `balanced`: the rarer, the more, so that all classes count alike; else one number a class. */
export type ClassWeights = 'balanced' | readonly number[];

/**
 * One number a class. Balanced: images / (classes · images of the class), as scikit-learn has it (King and Zeng, 2001, "Logistic regression
 * in rare events data"); a class without images has 0.
 */
export const weightsOfClasses = (
  given: ClassWeights,
  classes: Uint16Array,
  classCount: number,
): readonly number[] => {
  if (given !== 'balanced') return given;
  const counts = Array<number>(classCount).fill(0);
  for (const each of classes) counts[each] = (counts[each] ?? 0) + 1;
  return counts.map((count) => (count === 0 ? 0 : classes.length / (classCount * count)));
};
