import {endianness} from 'node:os';

/** The numbers as float32, little-endian: how every file of ours keeps them. May share the array's memory. */
export const littleEndian = ({buffer, byteOffset, byteLength}: Float32Array): Buffer => {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
};

/** The other way; a copy, for bytes in a file need not lie where float32 may. */
export const floatsOf = (bytes: Uint8Array): Float32Array => {
  const floats = new Float32Array(bytes.length / 4);
  const copy = Buffer.from(floats.buffer);
  copy.set(bytes);
  if (endianness() !== 'LE') copy.swap32();
  return floats;
};
