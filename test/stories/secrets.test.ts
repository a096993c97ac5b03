import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeCommands } from '../../src/command-line/program.ts';
import { VERBS } from '../../src/command-line/verbs.ts';
import type { SystemName } from '../../src/sandbox/faults.ts';
import { ANSWERS } from './new-requests.ts';
import { reinstateIn } from './program.ts';
import { bundledAction, runStep } from './runner.ts';
import { hunt } from './secrets/hunt.ts';
import { plantedWorld, type PlantedWorld } from './secrets/world.ts';

// Many runs of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** How each command is run so that it asks everybody whom it can ask. */
const RUNS: Readonly<Record<string, (planted: PlantedWorld) => readonly string[]>> = {
  init: () => ['--tenant=contoso', '--domain=contoso.com', '--approver=monalisa', '--app-id=987654'],
  doctor: () => [],
  new: () => ['dave@contoso.com', '--open-pr', ...ANSWERS],
  list: () => [],
  show: () => ['bob@contoso.com'],
  validate: () => [],
  'policy test': () => [],
  'policy tenants': () => [],
  plan: ({ pullRequest }) => ['--pr', String(pullRequest)],
  overview: ({ pullRequest }) => ['--pr', String(pullRequest)],
  reconcile: () => ['--require-posture'],
  status: () => [],
  replay: () => [],
};

/** Who is asked by which command: what a run without a fault showed. */
const ASKED = new Map<string, ReadonlySet<SystemName>>();

async function said(name: string, planted: PlantedWorld, ...more: readonly string[]): Promise<string> {
  const args = [...name.split(' '), ...(RUNS[name]?.(planted) ?? []), ...more];
  const folder = name === 'init' ? await mkdtemp(join(tmpdir(), 'reinstate-init-')) : planted.clone;
  const { stdout, stderr, exitCode } = await reinstateIn(folder, args, planted.env);
  return `${name} ended with ${exitCode}\n${stdout}\n${stderr}`;
}

describe('secrets', () => {
  let planted: PlantedWorld;

  beforeAll(async () => {
    planted = await plantedWorld();
    planted.quoteBack([], 200);
  });

  afterAll(async () => planted.world.close());

  it('are hunted in what every command says', () => {
    expect(Object.keys(RUNS).toSorted()).toEqual(
      describeCommands(VERBS)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it.each(Object.keys(RUNS))('appear nowhere when %s goes well, however loud it is', async (name) => {
    const from = planted.world.requests.length;
    const told = await said(name, planted);
    ASKED.set(name, new Set(planted.world.requests.slice(from).map(({ system }) => system)));
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

interface Failure {
  readonly title: string;
  readonly systems: readonly SystemName[];
  readonly status: number;
  /** Only requests to these. */
  readonly path?: RegExp;
  /** Only these commands send such requests. */
  readonly only?: readonly string[];
  readonly credential?: 'certificate';
}

const FAILURES: readonly Failure[] = [
  { title: 'Entra with a 401', systems: ['entra'], status: 401 },
  {
    title: 'Entra with a 401 about a certificate',
    systems: ['entra'],
    status: 401,
    credential: 'certificate',
    only: ['reconcile', 'doctor'],
  },
  { title: "GitHub's issuer with a 401", systems: ['oidc'], status: 401 },
  { title: 'Exchange and Graph with a 500', systems: ['exchange', 'graph'], status: 500 },
  { title: "GitHub's API with a 403", systems: ['github'], status: 403 },
  { title: 'git with a 403', systems: ['git'], status: 403 },
  { title: 'git with a 403 for a push', systems: ['git'], status: 403, path: /receive-pack/u, only: ['reconcile'] },
  {
    title: 'whoever is told',
    systems: ['github', 'webhook'],
    status: 500,
    path: /comments|check-runs|teams|hook/u,
    only: ['reconcile', 'overview'],
  },
];

describe('secrets that are quoted back', () => {
  // Only the last failure lets anything happen, so that they can share a world.
  let shared: PlantedWorld;

  beforeAll(async () => {
    shared = await plantedWorld();
  });

  afterAll(async () => shared.world.close());

  it.each(FAILURES)('by $title are told by no command, and stand nowhere', async (failure) => {
    const { systems, status, path, only } = failure;
    const planted = failure.credential ? await plantedWorld(failure.credential) : shared;
    const struck = planted.quoteBack(systems, status, path);
    // Most of the time they wait between attempts.
    const limit = pLimit(4);
    const names = only ?? Object.keys(RUNS).filter((name) => systems.some((system) => ASKED.get(name)?.has(system)));
    expect(names).not.toEqual([]);
    const told = await Promise.all(names.map(async (name) => limit(async () => said(name, planted, '--json'))));
    expect(struck()).toBeGreaterThan(0);
    expect(hunt([...told, await planted.published()].join('\n'), planted.secrets())).toEqual([]);
    if (planted !== shared) await planted.world.close();
  });
});

describe('secrets in a workflow', () => {
  let action: string;
  let planted: PlantedWorld;

  beforeAll(async () => {
    [action, planted] = await Promise.all([bundledAction(), plantedWorld()]);
  });

  afterAll(async () => {
    await planted.world.close();
    await rm(action, { recursive: true, force: true });
  });

  it.each<{ readonly title: string; readonly systems: readonly SystemName[] }>([
    { title: 'that GitHub fails', systems: ['github'] },
    { title: 'that Exchange and Graph fail', systems: ['exchange', 'graph'] },
    { title: 'that goes well', systems: [] },
  ])('$title are in no log, output or summary', async ({ systems }) => {
    planted.quoteBack(systems, 400);
    const token = planted.env['GITHUB_TOKEN'] ?? '';
    const step = { with: { command: 'reconcile', 'github-token': token }, env: { ...planted.env, GITHUB_TOKEN: '' } };
    const { log, outputs, summary } = await runStep(action, { world: planted.world, workspace: planted.clone }, step);
    const told = [log, JSON.stringify(outputs), summary, await planted.published()];
    expect(summary).not.toBe('');
    expect(hunt(told.join('\n'), planted.secrets())).toEqual([]);
  });
});
