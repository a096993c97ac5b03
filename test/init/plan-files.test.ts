import { describe, expect, it } from 'vitest';
import { planFiles, type Present } from '../../src/init/plan-files.ts';

const NOTHING: Present = { kind: 'nothing' };
const BLOCKED: Present = { kind: 'blocked' };
const file = (text: string): Present => ({ kind: 'file', text });
const digest = (text: string): string => `digest of ${text}`;

describe('a file', () => {
  it.each([
    ['is written where there is none', NOTHING, undefined, 'written', 'new'],
    ['is updated where it is as it was written', file('old'), 'old', 'updated', 'new'],
    ['stays where it is as it would be written', file('new'), 'old', 'unchanged', 'new'],
    ['counts as ours where somebody wrote the same', file('new'), undefined, 'unchanged', 'new'],
    ['is kept where it was changed', file('mine'), 'old', 'kept', 'old'],
    ['is kept where it was there before', file('mine'), undefined, 'kept', undefined],
    ['stays away where it was removed', NOTHING, 'old', 'removed', 'old'],
    ['is kept where it is no ordinary one', BLOCKED, 'old', 'kept', 'old'],
  ])('%s', (_name, present, before, state, kept) => {
    const files = [{ path: 'a', text: 'new', once: false }];
    const written = before === undefined ? {} : { a: digest(before) };
    const [planned] = planFiles(files, () => present, written, digest);
    expect({ state: planned?.state, digest: planned?.digest }).toEqual({
      state,
      digest: kept === undefined ? undefined : digest(kept),
    });
  });

  it.each([
    ['is filled in as long as it waits for answers', file('domains: [edit-me.example]'), 'updated'],
    ["is its adopter's once it waits for none", file('domains: [contoso.com]'), 'kept'],
  ])('that is written once %s', (_name, present, state) => {
    const files = [{ path: 'a', text: 'new', once: true }];
    const written = { a: digest(present.kind === 'file' ? present.text : '') };
    expect(planFiles(files, () => present, written, digest)).toMatchObject([{ state }]);
  });

  it("named like what every object inherits is nobody's yet", () => {
    const files = [{ path: 'constructor', text: 'new', once: false }];
    expect(planFiles(files, () => file('mine'), {}, digest)).toMatchObject([
      { state: 'kept', reason: 'was here before' },
    ]);
  });
});
