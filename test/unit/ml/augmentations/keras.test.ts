import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {identity, rotate, shift, zoomBy} from '../../../../src/ml/augmentations/affine.ts';
import {resample} from '../../../../src/ml/augmentations/resample.ts';

/** Made by `make_keras_augmentations.py`, which says how. */
const fixture = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        height: z.int(),
        width: z.int(),
        transform: z.object({
          theta: z.number(),
          tx: z.number(),
          ty: z.number(),
          zx: z.number(),
          zy: z.number(),
          flip: z.boolean(),
        }),
        image: z.base64(),
        expected: z.base64(),
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../fixtures/keras-augmentations.json', import.meta.url), 'utf8')),
  );

describe('the same transform gives the same image as in Keras, to a hundredth of a grey level', () => {
  test.each(fixture.cases)('$name, $height×$width', ({height, width, transform, image, expected}) => {
    const affine = identity();
    rotate(affine, transform.theta);
    shift(affine, transform.tx, transform.ty);
    zoomBy(affine, transform.zx, transform.zy);
    if (transform.flip) zoomBy(affine, -1, 1);

    const ours = new Float32Array(height * width);
    resample(ours, 0, new Uint8Array(Buffer.from(image, 'base64')), 0, {height, width}, affine);

    const theirs = Buffer.from(expected, 'base64');
    const differences = Array.from(ours, (grey, pixel) =>
      Math.abs(grey * 255 - theirs.readFloatLE(pixel * 4)),
    );
    expect(differences).toHaveLength(theirs.length / 4);
    expect(Math.max(...differences)).toBeLessThan(0.01);
  });
});
