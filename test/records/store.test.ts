import { describe, expect, it } from 'vitest';
import type { PushOutcome, RecordBranch, RecordSnapshot } from '../../src/ports/record-branch.ts';
import { decodeRecord, encodeRecord } from '../../src/records/encode.ts';
import { nextRecord } from '../../src/records/record.ts';
import { loadRecords, writeRecords, type RecordUpdate } from '../../src/records/store.ts';
import { InternalError, UnavailableError } from '../../src/support/errors.ts';
import { findings, NOW } from './build.ts';

const EMPTY: RecordSnapshot = { tenant: 'contoso', head: null, files: new Map() };

/** A branch on which so many pushes are lost before one wins. */
function branchLosing(races: number): RecordBranch & { pushes: number } {
  const files = new Map();
  const branch = {
    pushes: 0,
    tenants: async () => [],
    open: async () => EMPTY,
    read: async () => undefined,
    readAll: async () => files,
    log: async () => [],
    push: async (): Promise<PushOutcome> => {
      branch.pushes += 1;
      return { kind: branch.pushes > races ? 'pushed' : 'lost', snapshot: EMPTY };
    },
  };
  return branch;
}

function writing(jitter: () => number) {
  const waits: number[] = [];
  const clock = {
    now: () => NOW,
    sleep: async (ms: number): Promise<void> => {
      waits.push(ms);
    },
  };
  return { waits, writing: { run: '1/1', clock, jitter } };
}

const update: RecordUpdate = { name: 'alice', next: () => nextRecord(undefined, findings(), NOW, '0.0.0') };

describe('writing records', () => {
  it('waits on the given clock after each lost race, longer each time and never long', async () => {
    const branch = branchLosing(7);
    const { waits, writing: how } = writing(() => 0);
    await writeRecords(branch, await loadRecords(branch, 'contoso'), { updates: [update] }, how);
    expect(waits).toEqual([75, 150, 300, 600, 1_200, 2_000, 2_000]);
    expect(branch.pushes).toBe(8);
  });

  it('waits differently from others who lost the same race', async () => {
    const branch = branchLosing(2);
    const { waits, writing: how } = writing(() => 0.5);
    await writeRecords(branch, await loadRecords(branch, 'contoso'), { updates: [update] }, how);
    expect(waits).toEqual([94, 188]);
  });

  it('tells after a lost race whom others wrote about, even where what they wrote is gone again', async () => {
    const about = (commit: string, entity: string) => ({ commit, committedAt: NOW, trailers: { Entity: entity } });
    const [old, news] = [about('a', 'bob@contoso.com'), about('b', 'alice@contoso.com')];
    const branch: RecordBranch = {
      ...branchLosing(0),
      log: async ({ head }) => (head === null ? [old] : [news, old]),
      push: async ({ head }) => ({ kind: head === null ? 'lost' : 'pushed', snapshot: { ...EMPTY, head: 'b' } }),
    };
    const told: (readonly string[])[] = [];
    const noting: RecordUpdate = {
      name: 'alice',
      next: (_, { overtaken }) => {
        told.push([...overtaken]);
        return nextRecord(undefined, findings(), NOW, '0.0.0');
      },
    };
    const view = await loadRecords(branch, 'contoso');
    await writeRecords(branch, view, { updates: [noting] }, writing(() => 0).writing);
    expect(told).toEqual([[], ['alice@contoso.com']]);
  });

  it('tells after a lost race whom a record was about that is about somebody else now', async () => {
    const asking = (address: string, blob: string): readonly [string, Uint8Array] => {
      const { request } = findings();
      const about = { ...request, entity: { mailbox: address } };
      return [blob, encodeRecord(nextRecord(undefined, findings({ request: about }), NOW, '0.0.0'))];
    };
    const path = 'records/alice.json';
    const blobs = new Map([asking('alice@contoso.com', 'a'.repeat(40)), asking('bob@contoso.com', 'b'.repeat(40))]);
    const holding = (head: string): RecordSnapshot => ({ ...EMPTY, head, files: new Map([[path, head.repeat(40)]]) });
    const branch: RecordBranch = {
      ...branchLosing(0),
      open: async () => holding('a'),
      readAll: async ({ files }) => {
        const bytes = blobs.get(files.get(path) ?? '') ?? new Uint8Array();
        return new Map([[path, { bytes, commit: 'c'.repeat(40), committedAt: NOW }]]);
      },
      push: async ({ head }) => ({ kind: head === 'a' ? 'lost' : 'pushed', snapshot: holding('b') }),
    };
    const told: (readonly string[])[] = [];
    const noting: RecordUpdate = {
      name: 'again',
      next: (_, { overtaken }) => {
        told.push([...overtaken]);
        return nextRecord(undefined, findings(), NOW, '0.0.0');
      },
    };
    const view = await loadRecords(branch, 'contoso');
    await writeRecords(branch, view, { updates: [noting] }, writing(() => 0).writing);
    expect(told).toEqual([[], ['alice@contoso.com']]);
  });

  it('gives up after thirteen lost races, as something that may be asked again', async () => {
    const branch = branchLosing(Infinity);
    const { waits, writing: how } = writing(() => 0);
    const view = await loadRecords(branch, 'contoso');
    await expect(writeRecords(branch, view, { updates: [update] }, how)).rejects.toThrow(UnavailableError);
    expect({ pushes: branch.pushes, waits: waits.length }).toEqual({ pushes: 13, waits: 12 });
  });

  it('repeats nothing but a lost race', async () => {
    const branch = branchLosing(0);
    const { waits, writing: how } = writing(() => 0);
    const view = await loadRecords(branch, 'contoso');
    const broken: RecordUpdate = {
      name: 'alice',
      next: () => {
        throw new InternalError('a bug');
      },
    };
    await expect(writeRecords(branch, view, { updates: [broken] }, how)).rejects.toThrow(InternalError);
    expect(waits).toEqual([]);
  });

  it('shows each change what those before it in the same push write, so that who waits for one need not wait for the next', async () => {
    const stored = nextRecord(undefined, findings({ phase: 'Applying' }), NOW, '0.0.0');
    const files = new Map([['records/alice.json', 'a'.repeat(40)]]);
    const bytes = encodeRecord(stored);
    const branch: RecordBranch = {
      ...branchLosing(0),
      open: async () => ({ ...EMPTY, files }),
      readAll: async () => new Map([['records/alice.json', { bytes, commit: 'c'.repeat(40), committedAt: NOW }]]),
    };
    const ended: RecordUpdate = {
      name: 'alice',
      next: (current) => nextRecord(current?.record, findings(), NOW, '0.0.0'),
    };
    const phases: unknown[] = [];
    const watching: RecordUpdate = {
      name: 'bob',
      next: (_, view) => {
        phases.push(view.open.get('alice')?.record.phase);
        return undefined;
      },
    };
    const { writing: how } = writing(() => 0);
    const view = await loadRecords(branch, 'contoso');
    await writeRecords(branch, view, { updates: [watching, ended, watching] }, how);
    expect(phases).toEqual(['Applying', 'Pending']);
  });
});

describe('a record', () => {
  it('whose entity would write trailers of its own is no record', () => {
    const entity = { mailbox: 'alice@contoso.com\nPhase: Unblocked' };
    const stored = nextRecord(undefined, findings(), NOW, '0.0.0');
    const forged = JSON.stringify({ ...stored, request: { ...stored.request, entity } });
    expect(decodeRecord(new TextEncoder().encode(forged))).toHaveProperty('damaged');
  });
});
