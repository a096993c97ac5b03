import { describe, expect, it } from 'vitest';
import { unlessStopped } from '../../src/support/unless-stopped.ts';

const REASON = new Error('told to stop');

describe('work that may be left', () => {
  it('gives its result and its failure where nothing stops it', async () => {
    const { signal } = new AbortController();
    expect(await unlessStopped(signal, async () => 7)).toBe(7);
    expect(await unlessStopped(undefined, async () => 7)).toBe(7);
    await expect(
      unlessStopped(signal, async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
  });

  it('is left as soon as it is stopped, whatever becomes of it', async () => {
    const stop = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const waiting = unlessStopped(stop.signal, async () => promise);
    stop.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    // Nobody hears this any more, and nothing may come of that.
    reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('is not begun any more after that', async () => {
    let begun = false;
    const work = unlessStopped(AbortSignal.abort(REASON), async () => (begun = true));
    await expect(work).rejects.toBe(REASON);
    expect(begun).toBe(false);
  });
});
