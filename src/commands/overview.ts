import { connectGitHub } from '../adapters/github/client.ts';
import { createReportBoard } from '../adapters/github/report-board.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Notice } from '../records/drift.ts';
import { CHECK_PREFIX, type ReportBoard } from '../ports/report-board.ts';
import { planPullRequest, type PlannedPullRequest } from '../reconcile/plan-pull-request.ts';
import type { PlannedRequest } from '../reconcile/planned-request.ts';
import { overviewComment, overviewHeadline, overviewSummary } from '../report/overview-comment.ts';
import { renderPlan } from '../report/plan-text.ts';
import { jsonText, plainText } from '../report/text-safety.ts';
import { errorMessage, UnavailableError } from '../support/errors.ts';
import { connectReading } from './connect-reading.ts';
import type { Console } from './console.ts';
import { githubEnvironment } from './environment.ts';
import { exitCodeOfAttentions, type ExitCode } from './exit-code.ts';
import { notifierFor } from './notifier.ts';
import { warnOfFailures } from './warn.ts';

/** Options of `reinstate overview`. */
export interface OverviewCommand {
  readonly pr: number;
  readonly json: boolean;
}

/**
 * Writes the overview of an open pull request where its people look: one comment, kept up to date, and a check run on its
 * head. It changes nothing else, and reads the tenant under the reading identity. A merged pull request is left to
 * `reconcile`.
 */
export async function overviewCommand({ pr, json }: OverviewCommand, console: Console): Promise<ExitCode> {
  const github = githubEnvironment(console.env);
  const board = createReportBoard(connectGitHub({ ...github, clock: systemClock }));
  const { ports, close } = await connectReading(console.cwd, console.env, github, console.progress);
  try {
    const planned = await planPullRequest(ports, pr);
    const delivered = planned.pullRequest.merged ? 'leftToReconcile' : await deliver(planned, board);
    // Once, when the pull request shows up; later looks only bring the comment up to date.
    if (delivered === 'created') await announce(planned, console);
    const { requests, failures } = planned;
    console.out(
      json
        ? jsonText({
            pullRequest: pr,
            comment: delivered,
            requests: requests.map(({ id, action }) => ({ id, action })),
          })
        : renderPlan(requests, console.colours),
    );
    warnOfFailures(failures, console);
    // What is wrong with a request is told where its people look; the job fails only where that could not be judged.
    const attentions = [...requests, ...failures].map(({ attention }) => attention);
    return exitCodeOfAttentions(attentions.filter((attention) => attention !== 'refused'));
  } finally {
    await close();
  }
}

/** The check runs come first: an App learns from them whose comments are its own. */
async function deliver({ requests, pullRequest }: PlannedPullRequest, board: ReportBoard): Promise<string> {
  const { headCommit, number } = pullRequest;
  for (const request of requests) await board.ensureCheck(checkOf(request, headCommit));
  return board.ensureComment({ pullRequest: number, commit: headCommit, text: overviewComment(requests, headCommit) });
}

async function announce({ requests, pullRequest }: PlannedPullRequest, { env, progress }: Console): Promise<void> {
  const notifier = notifierFor(env, systemClock);
  for (const request of notifier ? requests.filter(({ action }) => action !== 'refuse') : []) {
    try {
      await notifier?.deliver(waiting(request, pullRequest.number));
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      progress.warn(`that ${request.id} waits for review was not told: ${errorMessage(error)}`);
    }
  }
}

function waiting({ id, entity, reason }: PlannedRequest, pullRequest: number): Notice {
  return {
    id: `waitingForReview/${id}/${pullRequest}`,
    event: 'waitingForReview',
    tenant: id.split('/')[0] ?? id,
    entity,
    request: id,
    pullRequest,
    phase: null,
    at: systemClock.now(),
    message: reason,
  };
}

function checkOf(request: PlannedRequest, commit: string) {
  const { text } = overviewHeadline(request);
  const conclusions = { unblock: 'success', none: 'success', wait: 'neutral', refuse: 'failure' } as const;
  return {
    name: `${CHECK_PREFIX}${request.id}`,
    commit,
    subject: `${request.id}@${commit}`,
    conclusion: conclusions[request.action],
    title: plainText(`${text}: ${request.reason}`).slice(0, 250).toWellFormed(),
    summary: overviewSummary(request),
  };
}
