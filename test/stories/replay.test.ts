import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { CHAPTERS, SILENT } from '../../src/sandbox/story/chapters.ts';
import { reconcile, recordOf, reinstate } from './program.ts';

interface Replayed {
  readonly records: readonly {
    readonly id: string;
    readonly same: boolean;
    readonly decided: boolean;
    readonly differences: readonly { readonly at: string; readonly recorded: unknown; readonly replayed: unknown }[];
  }[];
}

describe('the records of the whole story', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    for (const chapter of CHAPTERS) await chapter.play(world, SILENT);
    clone = await world.clone();
    await reconcile(world, clone);
  });

  afterAll(async () => world.close());

  async function replay(...ids: readonly string[]) {
    const { exitCode, stdout } = await reinstate(world, clone, ['replay', ...ids, '--json']);
    const { records }: Replayed = JSON.parse(stdout);
    return { exitCode, records };
  }

  it('replay the same, every one', async () => {
    const { exitCode, records } = await replay();
    const all = CHAPTERS.map(({ name }) => ({ id: `contoso/${name}`, same: true, decided: true, differences: [] }));
    expect(records).toEqual(all.toSorted((a, b) => a.id.localeCompare(b.id)));
    expect(exitCode).toBe(0);
  });

  it('replay from git alone: nobody else is asked, and nothing is written', async () => {
    const asked = world.requests.filter(({ system }) => system !== 'git').length;
    const refs = await world.git(['ls-remote', 'origin'], clone);
    await replay('contoso/alice');
    expect(world.requests.filter(({ system }) => system !== 'git')).toHaveLength(asked);
    expect(await world.git(['ls-remote', 'origin'], clone)).toBe(refs);
  });

  it('are read by people', async () => {
    const { stdout } = await reinstate(world, clone, ['replay', 'contoso/bob']);
    expect(stdout).toBe('contoso/bob  Denied  same\n');
  });

  it.each([
    ['an id without a record', 'contoso/nobody', 'there is no record of contoso/nobody'],
    ['what is no id', '../etc', 'is no id of a request'],
  ])('are not guessed for %s', async (_, id, says) => {
    const { exitCode, stderr } = await reinstate(world, clone, ['replay', id]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(says) });
  });

  it('show that they were rewritten to be about other bytes than those that were settled', async () => {
    const record = await recordOf(world, 'dave');
    const blob = await world.git(['rev-parse', 'origin/main:unblock-requests/contoso/dave.yaml'], clone);
    const rewritten = JSON.stringify(record).replaceAll(blob.trim(), '1'.repeat(40));
    await world.forge.commit({
      branch: 'reinstate/records/contoso',
      files: { 'records/dave.json': rewritten },
      author: 'octocat',
    });
    expect((await replay('contoso/dave')).records).toEqual([
      {
        id: 'contoso/dave',
        same: false,
        decided: true,
        differences: [{ at: '/request/blob', recorded: '1'.repeat(40), replayed: blob.trim() }],
      },
    ]);
  });

  it('show what somebody changed in them by hand, with exit 1', async () => {
    const record = JSON.stringify(await recordOf(world, 'carol'));
    await world.forge.commit({
      branch: 'reinstate/records/contoso',
      files: {
        'records/carol.json': record.replace('"phase":"Denied"', '"phase":"Unblocked"'),
        'records/erin.json': 'gone',
      },
      author: 'octocat',
    });
    const { exitCode, records } = await replay();
    expect(records.filter(({ same, id }) => !same && id !== 'contoso/dave')).toEqual([
      {
        id: 'contoso/carol',
        same: false,
        decided: true,
        differences: [{ at: '/phase', recorded: 'Unblocked', replayed: 'denied' }],
      },
      expect.objectContaining({ id: 'contoso/erin', same: false }),
    ]);
    expect(exitCode).toBe(1);
    const { stdout } = await reinstate(world, clone, ['replay', 'contoso/carol']);
    expect(stdout).toContain('/phase\n    - Unblocked\n    + denied');
  });
});
