import { describe, expect, it } from 'vitest';
import { createBlobReader } from '../../../src/adapters/git/blob-reader.ts';
import { NotFoundError, UnavailableError } from '../../../src/support/errors.ts';

const id = (digit: number): string => String(digit).repeat(40);

/** A git that holds some blobs, and counts how often it is started. */
function counting(blobs: Readonly<Record<string, string>>) {
  const started: string[] = [];
  const bytes = async (args: readonly string[], input?: Uint8Array): Promise<Uint8Array> => {
    started.push(args.join(' '));
    const ids = Buffer.from(input ?? [])
      .toString()
      .trim()
      .split('\n');
    const whole = args.includes('--batch');
    const printed = ids.map((one) => {
      const text = blobs[one];
      if (text === undefined) return `${one} missing\n`;
      return whole ? `${one} blob ${text.length}\n${text}\n` : `${one} blob ${text.length}\n`;
    });
    return Buffer.from(printed.join(''));
  };
  return { started, reader: createBlobReader({ bytes, text: async () => '', close: async () => undefined }) };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('blobs that are asked for at the same time', () => {
  it('cost git two processes, however many they are', async () => {
    const { reader, started } = counting({ [id(1)]: 'one', [id(2)]: 'two', [id(3)]: 'three' });
    const read = await Promise.all([1, 2, 3, 2].map(async (digit) => reader.readBlob(id(digit))));
    expect(read.map(text)).toEqual(['one', 'two', 'three', 'two']);
    expect(started).toEqual(['cat-file --batch-check', 'cat-file --batch']);
  });

  it('do not suffer from one that is missing or too long', async () => {
    const { reader } = counting({ [id(1)]: 'one', [id(2)]: 'x'.repeat(1024 * 1024 + 1) });
    const [good, long, missing] = await Promise.allSettled([1, 2, 3].map(async (digit) => reader.readBlob(id(digit))));
    expect(good?.status === 'fulfilled' && text(good.value)).toBe('one');
    expect(long).toMatchObject({ status: 'rejected', reason: expect.any(UnavailableError) });
    expect(missing).toMatchObject({ status: 'rejected', reason: expect.any(NotFoundError) });
  });
});

describe('a blob', () => {
  it('is looked up once for its size and its bytes', async () => {
    const { reader, started } = counting({ [id(1)]: 'one' });
    expect(await reader.blobSize(id(1))).toBe(3);
    expect(text(await reader.readBlob(id(1)))).toBe('one');
    expect(started).toEqual(['cat-file --batch-check', 'cat-file --batch']);
  });
});
