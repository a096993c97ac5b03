import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeCommands } from '../../src/command-line/program.ts';
import { VERBS } from '../../src/command-line/verbs.ts';
import type { SystemName } from '../../src/sandbox/faults.ts';
import { WHOLE } from './fault-matrix/extent.ts';
import { ANSWERS } from './new-requests.ts';
import { reinstateIn } from './program.ts';
import { approvedRequest } from './request.ts';
import { bundledAction, runStep } from './runner.ts';
import { hunt } from './secrets/hunt.ts';
import { plantedWorld, type PlantedWorld } from './secrets/world.ts';

// Many runs of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

interface Run {
  readonly args: (planted: PlantedWorld) => readonly string[];
  /** Whom it asks where nothing fails. */
  readonly asks: readonly SystemName[];
}

const MICROSOFT = ['entra', 'exchange', 'graph', 'oidc'] as const;

/** How each command is run so that it asks everybody whom it can ask. */
const RUNS: Readonly<Record<string, Run>> = {
  init: {
    args: () => ['--tenant=contoso', '--domain=contoso.com', '--approver=monalisa', '--app-id=987654'],
    asks: [],
  },
  doctor: { args: () => [], asks: [...MICROSOFT, 'git', 'github'] },
  new: {
    args: () => ['dave@contoso.com', '--open-pr', ...ANSWERS],
    asks: ['entra', 'exchange', 'git', 'github', 'oidc'],
  },
  list: { args: () => [], asks: ['entra', 'exchange', 'git', 'oidc'] },
  show: { args: () => ['bob@contoso.com'], asks: [...MICROSOFT, 'git'] },
  validate: { args: () => [], asks: [] },
  'policy test': { args: () => [], asks: [] },
  'policy tenants': { args: () => [], asks: [] },
  plan: { args: ({ pullRequest }) => ['--pr', String(pullRequest)], asks: [...MICROSOFT, 'git', 'github'] },
  overview: {
    args: ({ pullRequest }) => ['--pr', String(pullRequest)],
    asks: [...MICROSOFT, 'git', 'github', 'webhook'],
  },
  reconcile: { args: () => ['--require-posture'], asks: [...MICROSOFT, 'git', 'github', 'webhook'] },
  status: { args: () => [], asks: ['git'] },
  replay: { args: () => [], asks: ['git'] },
};

interface Failure {
  readonly title: string;
  readonly systems: readonly SystemName[];
  readonly status: number;
  /** Only requests to these. */
  readonly path?: RegExp;
  /** Only these commands send such requests. */
  readonly only?: readonly string[];
  /** The commands that meet it in `npm test`; all that ask a struck system do at night. */
  readonly met: readonly string[];
  readonly credential?: 'certificate';
}

/** The last one alone lets anything happen, so that they can share a world. */
const FAILURES: readonly Failure[] = [
  { title: 'Entra with a 401', systems: ['entra'], status: 401, met: ['show', 'reconcile'] },
  {
    title: 'Entra with a 401 about a certificate',
    systems: ['entra'],
    status: 401,
    credential: 'certificate',
    only: ['reconcile', 'doctor'],
    met: ['reconcile'],
  },
  { title: "GitHub's issuer with a 401", systems: ['oidc'], status: 401, met: ['doctor', 'plan'] },
  { title: 'Exchange and Graph with a 500', systems: ['exchange', 'graph'], status: 500, met: ['list', 'reconcile'] },
  { title: "GitHub's API with a 403", systems: ['github'], status: 403, met: ['new', 'overview'] },
  { title: 'git with a 403', systems: ['git'], status: 403, met: ['status', 'replay'] },
  {
    title: 'git with a 403 for a push',
    systems: ['git'],
    status: 403,
    path: /receive-pack/u,
    only: ['reconcile'],
    met: ['reconcile'],
  },
  {
    title: 'whoever is told',
    systems: ['github', 'webhook'],
    status: 500,
    path: /comments|check-runs|teams|hook/u,
    only: ['reconcile', 'overview'],
    met: ['reconcile'],
  },
];

/** The commands that a failure strikes here. */
function struckBy({ systems, only, met }: Failure): readonly string[] {
  if (!WHOLE) return met;
  return only ?? Object.keys(RUNS).filter((name) => RUNS[name]?.asks.some((system) => systems.includes(system)));
}

async function said(name: string, planted: PlantedWorld, ...more: readonly string[]): Promise<string> {
  const args = [...name.split(' '), ...(RUNS[name]?.args(planted) ?? []), ...more];
  const folder = name === 'init' ? await mkdtemp(join(tmpdir(), 'reinstate-init-')) : planted.clone;
  const { stdout, stderr, exitCode } = await reinstateIn(folder, args, planted.env);
  if (folder !== planted.clone) await rm(folder, { recursive: true, force: true });
  return `${name} ended with ${exitCode}\n${stdout}\n${stderr}`;
}

it('secrets are hunted in what every command says, also under failures where it asks anybody', () => {
  const commands = describeCommands(VERBS).map(({ name }) => name);
  expect(Object.keys(RUNS).toSorted()).toEqual(commands.toSorted());
  const asking = Object.keys(RUNS).filter((name) => RUNS[name]?.asks.length !== 0);
  expect([...new Set(FAILURES.flatMap(struckBy))].toSorted()).toEqual(asking.toSorted());
});

describe('secrets that are quoted back', () => {
  let shared: PlantedWorld;

  beforeAll(async () => {
    shared = await plantedWorld();
  });

  afterAll(async () => shared.world.close());

  it.each(FAILURES)('by $title are told by no command, and stand nowhere', async (failure) => {
    const { systems, status, path, credential } = failure;
    const planted = credential ? await plantedWorld(credential) : shared;
    const struck = planted.quoteBack(systems, status, path);
    // Most of the time they wait between attempts.
    const limit = pLimit(4);
    const runs = struckBy(failure).map(async (name) => limit(async () => said(name, planted, '--json')));
    const told = await Promise.all(runs);
    expect(struck()).toBeGreaterThan(0);
    expect(hunt([...told, await planted.published()].join('\n'), planted.secrets())).toEqual([]);
    if (planted !== shared) await planted.world.close();
  });
});

describe('secrets', () => {
  let planted: PlantedWorld;

  beforeAll(async () => {
    planted = await plantedWorld();
    planted.quoteBack([], 200);
  });

  afterAll(async () => planted.world.close());

  describe('where nothing fails', () => {
    it.each(Object.keys(RUNS))('appear nowhere in what %s says, however loud it is', async (name) => {
      const from = planted.world.requests.length;
      const told = await said(name, planted);
      const asked = new Set(planted.world.requests.slice(from).map(({ system }) => system));
      expect([...asked].toSorted()).toEqual(RUNS[name]?.asks.toSorted());
      expect(told).toMatch(/ended with 0\n/u);
      expect(hunt(told, planted.secrets())).toEqual([]);
    });

    it('appear nowhere on origin, in the work tree, and in what GitHub and webhooks are told', async () => {
      const published = await planted.published();
      expect(published).toContain('Unblocked');
      expect(hunt(published, planted.secrets())).toEqual([]);
      const names = new Set(planted.secrets().map(({ name }) => name));
      expect([...names].toSorted()).toEqual([
        "GitHub's token",
        'REINSTATE_TEAMS_WEBHOOK',
        'REINSTATE_WEBHOOK',
        'REINSTATE_WEBHOOK_SECRET',
        'an assertion',
        'the certificate file',
        'the request token',
        'what exchange was shown',
        'what git was shown',
        'what github was shown',
        'what graph was shown',
        'what oidc was shown',
      ]);
    });
  });

  describe('in a workflow', () => {
    let action: string;

    beforeAll(async () => {
      action = await bundledAction();
      await approvedRequest(planted.world, 'frank');
    });

    afterAll(async () => rm(action, { recursive: true, force: true }));

    it.each<{ readonly title: string; readonly systems: readonly SystemName[]; readonly ends: number }>([
      { title: 'that GitHub fails', systems: ['github'], ends: 3 },
      { title: 'that Exchange and Graph fail', systems: ['exchange', 'graph'], ends: 3 },
      { title: 'that goes well', systems: [], ends: 0 },
    ])('$title are in no log, output or summary', async ({ systems, ends }) => {
      planted.quoteBack(systems, 400);
      const token = planted.env['GITHUB_TOKEN'] ?? '';
      const step = { with: { command: 'reconcile', 'github-token': token }, env: { ...planted.env, GITHUB_TOKEN: '' } };
      const place = { world: planted.world, workspace: planted.clone };
      const { log, outputs, summary, exitCode } = await runStep(action, place, step);
      expect(exitCode).toBe(ends);
      const told = [log, JSON.stringify(outputs), summary, await planted.published()];
      expect(summary).not.toBe('');
      expect(hunt(told.join('\n'), planted.secrets())).toEqual([]);
    });
  });
});
