import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { onTestFinished } from 'vitest';
import { reinstateHere } from './here.ts';

/** A finding as `doctor --json` prints it. */
export interface PrintedFinding {
  readonly tenant: string | null;
  readonly area: string;
  readonly check: string;
  readonly status: 'ok' | 'problem' | 'unknown';
  readonly message: string;
  readonly remedy: string | null;
}

/** What `doctor --json` said, and everything it printed. */
export interface Diagnosed {
  readonly exitCode: number;
  readonly printed: string;
  readonly findings: readonly PrintedFinding[];
  /** Those that are not as they should be. */
  readonly wrong: readonly PrintedFinding[];
}

/** A world in which everything is set up as it has to be. */
export async function soundWorld(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = await startSandbox(options);
  onTestFinished(async () => world.close());
  addPeople(world);
  return world;
}

/** Runs doctor in a fresh clone. Its own tests show that the process says the same. */
export async function diagnose(
  world: Sandbox,
  env: Readonly<Record<string, string>> = {},
  ...args: readonly string[]
): Promise<Diagnosed> {
  const { exitCode, stdout, stderr } = await reinstateHere(
    world,
    await world.clone(),
    ['doctor', '--json', ...args],
    env,
  );
  const { findings = [] }: { findings?: readonly PrintedFinding[] } = JSON.parse(stdout);
  return { exitCode, printed: stdout + stderr, findings, wrong: findings.filter(({ status }) => status !== 'ok') };
}

/** Puts another policy on the default branch: `change` gets the text of the one that is there. */
export async function changePolicy(world: Sandbox, change: (text: string) => string): Promise<void> {
  const before = world.policyYaml();
  const after = change(before);
  if (after === before) throw new Error('the change of the policy changed nothing');
  await world.forge.commit({ files: { '.github/reinstate.yml': after }, author: 'octocat' });
}
