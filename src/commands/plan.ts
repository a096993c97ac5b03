import { planBranch, planRequest } from '../reconcile/plan-branch.ts';
import { planPullRequest } from '../reconcile/plan-pull-request.ts';
import type { PlannedRequest, PlanResult } from '../reconcile/planned-request.ts';
import type { ReadingPorts } from '../reconcile/types.ts';
import { renderPlan } from '../report/plan-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { ConfigurationError } from '../support/errors.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { connectReading } from './connect-reading.ts';
import type { Console } from './console.ts';
import { githubEnvironment } from './environment.ts';
import { exitCodeOfAttentions, type ExitCode } from './exit-code.ts';
import { warnOfFailures } from './warn.ts';

/** Options of `reinstate plan`. */
export interface PlanCommand {
  /** A pull request's number. */
  readonly pr?: number;
  /** A request's id, `<tenant>/<name>`. */
  readonly request?: string;
  readonly json: boolean;
}

/** What would happen and what is still missing. Holds no writer (rule 6). */
export async function planCommand(command: PlanCommand, console: Console): Promise<ExitCode> {
  if (command.pr !== undefined && command.request !== undefined) {
    throw new ConfigurationError('--pr and --request exclude each other', { hint: 'give one of them' });
  }
  const github = githubEnvironment(console.env);
  const stop = console.stopSignal?.();
  const { ports, close } = await connectReading(console.cwd, console.env, github, console.progress);
  try {
    const result = await unlessStopped(stop, async () => planned(command, ports));
    console.out(command.json ? jsonText(documentOf(result)) : renderPlan(result.requests, console.colours));
    warnOfFailures(result.failures, console);
    return exitCodeOfAttentions([...result.requests, ...result.failures].map(({ attention }) => attention));
  } finally {
    await close();
  }
}

async function planned({ pr, request }: PlanCommand, ports: ReadingPorts): Promise<PlanResult> {
  if (pr !== undefined) return planPullRequest(ports, pr);
  return request === undefined ? planBranch(ports) : planRequest(ports, request);
}

/** The documented shape of `plan --json`. */
interface PlanDocument {
  readonly requests: readonly Omit<PlannedRequest, 'attention' | 'input'>[];
  readonly failures: readonly { readonly tenant: string; readonly message: string }[];
}

function documentOf({ requests, failures }: PlanResult): PlanDocument {
  return {
    requests: requests.map(({ id, entity, phase, outcome, missing, predicates, evidence, reviews, action, reason }) => {
      return { id, entity, phase, outcome, missing, predicates, evidence, reviews, action, reason };
    }),
    failures: failures.map(({ tenant, message }) => ({ tenant, message })),
  };
}
