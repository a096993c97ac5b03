import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultNamed } from '../../src/sandbox/quirks/catalogue.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { reinstateHere } from './here.ts';
import { reinstate } from './program.ts';

// Many runs of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

interface Listed {
  readonly entities?: readonly { readonly entity: string }[];
}

describe('a list of restricted entities', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    addSecuredMailbox(world, 'alice@contoso.com');
    clone = await world.clone();
  });

  afterAll(async () => world.close());

  /** What `list` makes of an answer, and all that it printed. */
  async function listUnder(fault: string) {
    const match = { cmdlet: 'Get-BlockedSenderAddress' };
    const active = world.faults.add({ ...faultNamed(fault), match, times: Infinity });
    const { exitCode, stdout, stderr } = await reinstateHere(world, clone, ['list', '--json']);
    const text = await reinstate(world, clone, ['list']);
    active.remove();
    expect(active.struck()).toBeGreaterThan(1);
    const { entities = [] }: Listed = JSON.parse(stdout);
    return {
      exitCode,
      entities: entities.map(({ entity }) => entity),
      said: stdout + stderr + text.stdout + text.stderr,
    };
  }

  it.each([
    ['is truncated JSON', 'exchange/cutJson'],
    ['has wrong types', 'exchange/numbersForTexts'],
    ['has texts for rows', 'exchange/rowsOfTexts'],
    ['is an error under a 200', 'exchange/errorUnderOk'],
    ['has a row without an address', 'exchange/emptyRow'],
  ])('that %s is told to be incomplete, and never shorter', async (_, fault) => {
    const { exitCode, said } = await listUnder(fault);
    expect(exitCode).toBe(3);
    expect(said).toMatch(/could not|incomplete|not complete/iu);
    expect(said).not.toMatch(/at \S+ \(|node:internal/u);
  });

  it.each([
    ['has dates of .NET', 'exchange/dotnetDates', 1],
    ['has dates without a zone', 'exchange/localDates', 1],
    ['has American dates', 'exchange/americanDates', 1],
    ['has unreadable dates', 'exchange/unreadableDates', 1],
    ['is megabytes long', 'exchange/megabytes', 5_001],
  ])('that %s is shown whole', async (_, fault, count) => {
    const { exitCode, entities } = await listUnder(fault);
    expect({ exitCode, count: entities.length }).toEqual({ exitCode: 0, count });
    expect(entities).toContain('alice@contoso.com');
  });

  it('that has every row twice shows the one entity', async () => {
    const { exitCode, entities } = await listUnder('exchange/doubled');
    expect({ exitCode, entities: [...new Set(entities)] }).toEqual({ exitCode: 0, entities: ['alice@contoso.com'] });
  });

  it('that has control and bidi characters in it shows none of them', async () => {
    const { exitCode, entities, said } = await listUnder('exchange/hostileTexts');
    expect({ exitCode, entities }).toEqual({ exitCode: 0, entities: ['alice@contoso.com'] });
    expect(said).not.toMatch(/(?!\n)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(said).not.toMatch(/^::/mu);
  });
});
