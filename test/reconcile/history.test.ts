import { describe, expect, it } from 'vitest';
import type { LoggedCommit, RecordReader } from '../../src/ports/record-branch.ts';
import { readHistory, type History } from '../../src/reconcile/history.ts';
import { settledLately } from '../../src/reconcile/outcome-reports.ts';

const NOW = '2026-11-23T10:00:00.000Z';
const ALICE = { Request: 'contoso/alice', Entity: 'alice@contoso.com', Run: '1001/1' };
const CLAIM = { ...ALICE, Phase: 'Applying', Attempt: 'claimed', Lease: '60000' };

/** What a branch with these commits remembers, oldest first. */
async function remembered(...trailers: readonly LoggedCommit['trailers'][]): Promise<History> {
  const commits = trailers.map((one, index) => ({ commit: String(index), committedAt: NOW, trailers: one }));
  const never = async (): Promise<never> => {
    throw new Error('only the log is to be read');
  };
  const branch: RecordReader = {
    tenants: never,
    open: never,
    read: never,
    readAll: never,
    log: async () => commits.toReversed(),
  };
  const snapshot = { tenant: 'contoso', head: '0', files: new Map<string, string>() };
  return readHistory(branch, snapshot, NOW, 60_000);
}

/** The claims whose end nobody knows. */
async function unresolved(...trailers: readonly LoggedCommit['trailers'][]) {
  const history = await remembered(...trailers);
  return history.unresolved.map(({ entity, leaseMs }) => [entity, leaseMs]);
}

describe('a claim', () => {
  it.each([
    ['stands', []],
    ['was answered unclearly', [{ ...ALICE, Phase: 'Applying', Attempt: 'ambiguous' }]],
    ['became Pending as a later run could not judge it', [{ ...ALICE, Phase: 'Pending', Attempt: 'abandoned' }]],
    ['was denied once its file was edited', [{ ...ALICE, Phase: 'Denied', Attempt: 'abandoned' }]],
    ['was withdrawn', [{ ...ALICE, Phase: 'Withdrawn', Attempt: 'claimed', Run: '1002/1' }]],
    [
      'was followed by another that was not sent',
      [
        { ...CLAIM, Run: '1002/1' },
        { ...ALICE, Phase: 'Pending', Attempt: 'notSent', Run: '1002/1' },
      ],
    ],
    [
      'of another run was told not to have been sent',
      [{ ...ALICE, Phase: 'Pending', Attempt: 'notSent', Run: '1002/1' }],
    ],
  ])('that %s may have its effect yet, whichever request asks next', async (_, later) => {
    expect(await unresolved(CLAIM, ...later)).toEqual([['alice@contoso.com', 60_000]]);
  });

  it.each([
    ['was unblocked', { ...ALICE, Phase: 'Unblocked', Attempt: 'accepted' }],
    ['was found not restricted', { ...ALICE, Phase: 'NotRestricted', Attempt: 'abandoned', Run: '1002/1' }],
    ['was not sent', { ...ALICE, Phase: 'Pending', Attempt: 'notSent' }],
    ['lacked the right', { ...ALICE, Phase: 'Pending', Attempt: 'unauthorized' }],
    ['was refused', { ...ALICE, Phase: 'Failed', Attempt: 'refused' }],
  ])('that %s is over', async (_, later) => {
    expect(await unresolved(CLAIM, later)).toEqual([]);
  });

  it.each(['never', '-1', '99999999999', ''])(
    'with a lease of %j, as anybody may have written it, holds up nothing',
    async (Lease) => {
      expect(await unresolved({ ...CLAIM, Lease })).toEqual([['alice@contoso.com', 0]]);
    },
  );

  it('of a lease of days holds up nobody for longer than a quarter of an hour', async () => {
    expect(await unresolved({ ...CLAIM, Lease: '864000000' })).toEqual([['alice@contoso.com', 900_000]]);
  });
});

describe('the report of a request', () => {
  const DENIED = { ...ALICE, Phase: 'Denied' };
  const OLD = { Request: 'contoso/old', Entity: 'old@contoso.com', Phase: 'Expired', Requests: '2', Run: '1001/1' };

  it('that was settled within a day is made sure of, but for one that was too old to ask anybody about', async () => {
    expect(settledLately(await remembered(DENIED, OLD), '2026-11-24T09:59:59.000Z')).toEqual(['alice']);
  });

  it('that was settled more than a day ago is not', async () => {
    expect(settledLately(await remembered(DENIED), '2026-11-24T10:00:00.000Z')).toEqual([]);
  });
});
