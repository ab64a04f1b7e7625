/** What XML 1.0 cannot hold at all becomes `�`: control characters, halves of characters. */
export const legalXml = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');

/** Text for an XML document, whatever a data set's labels hold. */
export const escapeXml = (text: string): string =>
  legalXml(text).replace(/[<>&"']/g, (character) => entities[character] ?? character);

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Pixels that a line of DejaVu Sans takes, near enough to lay out by; nothing is measured on the machine. */
export const textWidth = (text: string, size: number, weight: 'normal' | 'bold' = 'normal'): number =>
  Array.from(text).length * size * (weight === 'bold' ? 0.7 : 0.62);
