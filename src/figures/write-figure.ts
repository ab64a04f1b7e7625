import {writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import type {Figure} from './figure.ts';

/** Writes `<name>.svg` and, at twice its size, `<name>.png` into a folder that exists. */
export const writeFigure = async (folder: string, name: string, {svg}: Figure): Promise<void> => {
  await Promise.all([
    writeFile(join(folder, `${name}.svg`), svg),
    drawPng(svg).then((png) => writeFile(join(folder, `${name}.png`), png)),
  ]);
};

/** Writes several. While one is rendered, by a thread of its own, others are drawn. */
export const writeFigures = async (
  folder: string,
  figures: Readonly<Record<string, () => Promise<Figure>>>,
): Promise<void> => {
  await Promise.all(
    Object.entries(figures).map(async ([name, draw]) => writeFigure(folder, name, await draw())),
  );
};

/** Letters come from the fonts of an npm package and never from the machine: the same picture everywhere. */
const drawPng = async (svg: string): Promise<Uint8Array> => {
  const {renderAsync} = await import('@resvg/resvg-js');
  const require = createRequire(import.meta.url);
  const fontFiles = [
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  ];
  const drawn = await renderAsync(svg, {
    fitTo: {mode: 'zoom', value: 2},
    font: {
      loadSystemFonts: false,
      fontFiles,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return drawn.asPng();
};
