import type { FaultRule } from '../sandbox/faults.ts';
import { faultNamed } from '../sandbox/quirks/catalogue.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { ConfigurationError, errorMessage } from '../support/errors.ts';
import { jsonText } from '../report/text-safety.ts';
import { POLICY_TESTS } from '../sandbox/story/policy-tests.ts';
import type { Console } from './console.ts';
import { playStory } from './demo/play.ts';
import type { ExitCode } from './exit-code.ts';

/** Options of `reinstate sandbox`. */
export interface SandboxCommand {
  readonly play: boolean;
  /** Faults by name (docs/sandbox-faults.md). */
  readonly fault: readonly string[];
  readonly json: boolean;
}

/**
 * Starts the embedded world; plays the story in it, or keeps it running until it is interrupted. Throws
 * ConfigurationError for a fault that it does not know.
 */
export async function sandboxCommand({ play, fault, json }: SandboxCommand, console: Console): Promise<ExitCode> {
  const faults = fault.map(named);
  await using world = await startSandbox({ files: POLICY_TESTS });
  for (const rule of faults) world.faults.add(rule);
  // The world must outlive the story, so its end is awaited here.
  if (play) return await playStory(world, console);
  const clone = await world.clone();
  if (json) console.out(jsonText({ remoteUrl: world.remoteUrl, clone, env: world.env }));
  else describe(world, clone, console);
  await interrupted();
  return 0;
}

function named(fault: string): FaultRule {
  try {
    return faultNamed(fault);
  } catch (error) {
    throw new ConfigurationError(errorMessage(error));
  }
}

function describe(world: Sandbox, clone: string, { out, colours }: Console): void {
  out(`${colours.bold('A tenant, an identity provider and a forge are running on this machine.')}\n\n`);
  out(`A clone of the control repository is in ${clone}. There, in another terminal:\n\n`);
  for (const [name, value] of Object.entries(world.env)) out(`  export ${name}='${value}'\n`);
  out('  reinstate reconcile\n\nStop it with Ctrl-C; everything it made goes with it.\n');
}

async function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
