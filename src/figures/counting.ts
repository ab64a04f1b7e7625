/** `27,455`. */
export const grouped = (count: number): string => count.toLocaleString('en-US');

/** `1 image`, `27,455 images`. */
export const imagesOf = (count: number): string => `${grouped(count)} ${count === 1 ? 'image' : 'images'}`;
