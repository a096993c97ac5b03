import { reconcile } from '../reconcile/reconcile.ts';
import type { Drift } from '../records/drift.ts';
import type { ReconcileResult, RequestResult } from '../reconcile/types.ts';
import { connect } from './connect.ts';
import { githubEnvironment } from './environment.ts';
import { exitCodeOf, type ExitCode } from './exit-code.ts';
import type { Console } from './console.ts';
import { deliverReports } from '../report/deliver-reports.ts';
import { requirePosture } from './require-posture.ts';
import { renderReconcile } from '../report/reconcile-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { warnOfFailures } from './warn.ts';

/** Options of `reinstate reconcile`. */
export interface ReconcileCommand {
  readonly tenant?: string;
  readonly maxUnblocks?: number;
  /** Run only where the repository is set up as it has to be. */
  readonly requirePosture: boolean;
  readonly json: boolean;
}

/** Everything on the default branch: decide, unblock, verify, record, report. */
export async function reconcileCommand(command: ReconcileCommand, console: Console): Promise<ExitCode> {
  const github = githubEnvironment(console.env);
  const stop = console.stopSignal?.();
  const { ports, board, workspace } = await connect(console.cwd, console.env, github, console.progress);
  try {
    const { json, requirePosture: required, ...chosen } = command;
    if (required) {
      const { progress } = console;
      await unlessStopped(stop, async () =>
        requirePosture({ git: ports.git, github, progress, tenant: chosen.tenant }),
      );
    }
    const result = await reconcile(ports, { ...chosen, run: github.run, version: console.version, stop });
    console.out(json ? jsonText(documentOf(result)) : renderReconcile(result, console.colours));
    warnOfFailures(result.failures, console);
    const reports = stop?.aborted ? [] : result.reports;
    for (const warning of [...result.warnings, ...(await deliverReports(reports, board))]) {
      console.progress.warn(warning);
    }
    return exitCodeOf(result);
  } finally {
    await workspace.close();
  }
}

/** The documented shape of `reconcile --json`. */
export interface ReconcileDocument {
  readonly results: readonly Pick<RequestResult, 'id' | 'phase' | 'changed' | 'reason'>[];
  readonly drift: readonly Drift[];
  readonly failures: readonly { readonly tenant: string; readonly message: string }[];
}

function documentOf({ results, drift, failures }: ReconcileResult): ReconcileDocument {
  return {
    results: results.map(({ id, phase, changed, reason }) => ({ id, phase, changed, reason })),
    drift,
    failures: failures.map(({ tenant, message }) => ({ tenant, message })),
  };
}
