import { connectGitHub } from '../adapters/github/client.ts';
import { createOpenPullRequests } from '../adapters/github/open-pull-requests.ts';
import { createReportBoard } from '../adapters/github/report-board.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Notice } from '../records/drift.ts';
import type { OpenPullRequests } from '../ports/github.ts';
import { CHECK_PREFIX, type ReportBoard } from '../ports/report-board.ts';
import { planPullRequest, type PlannedPullRequest } from '../reconcile/plan-pull-request.ts';
import type { PlannedRequest } from '../reconcile/planned-request.ts';
import type { Attention, ReadingPorts } from '../reconcile/types.ts';
import { overviewComment, overviewHeadline, overviewSummary } from '../report/overview-comment.ts';
import { renderPlan } from '../report/plan-text.ts';
import { jsonText, plainText } from '../report/text-safety.ts';
import { REQUESTS_FOLDER, requestPath } from '../request/request-path.ts';
import { errorMessage, MissingRightError, UnavailableError } from '../support/errors.ts';
import { connectReading } from './connect-reading.ts';
import type { Console } from './console.ts';
import { githubEnvironment } from './environment.ts';
import { exitCodeOfAttentions, type ExitCode } from './exit-code.ts';
import { notifierFor } from './notifier.ts';
import { warnOfFailures } from './warn.ts';

/** Options of `reinstate overview`. */
export interface OverviewCommand {
  /** Every open one that asks for an unblock where none is named. */
  readonly pr?: number;
  readonly json: boolean;
}

/**
 * Writes the overview of open pull requests where their people look: one comment each, kept up to date, and a check run on
 * the head. It changes nothing else, and reads the tenant under the reading identity. A merged pull request is left to
 * `reconcile`.
 */
export async function overviewCommand({ pr, json }: OverviewCommand, console: Console): Promise<ExitCode> {
  const github = githubEnvironment(console.env);
  const client = connectGitHub({ ...github, clock: systemClock });
  const { ports, close } = await connectReading(console.cwd, console.env, github, console.progress);
  try {
    const numbers = pr === undefined ? await waitingPullRequests(ports, createOpenPullRequests(client)) : [pr];
    const around = { ports, board: createReportBoard(client), console };
    const shown: ShownPullRequest[] = [];
    for (const number of numbers) shown.push(await (pr === undefined ? tryOverview : overviewOf)(number, around));
    console.out(
      json
        ? jsonText(documentOf(shown))
        : renderPlan(
            shown.flatMap(({ requests }) => requests),
            console.colours,
          ),
    );
    // What is wrong with a request is told where its people look; the job fails only where that could not be judged.
    const attentions = shown.flatMap((one) => one.attentions);
    return exitCodeOfAttentions(attentions.filter((attention) => attention !== 'refused'));
  } finally {
    await close();
  }
}

interface Around {
  readonly ports: ReadingPorts;
  readonly board: ReportBoard;
  readonly console: Console;
}

interface ShownPullRequest {
  readonly pullRequest: number;
  readonly comment: string;
  readonly requests: readonly PlannedRequest[];
  readonly attentions: readonly Attention[];
}

/** Those that touch a request file; whoever changes nothing but the policy or a workflow is left in peace. */
async function waitingPullRequests({ git, github }: ReadingPorts, open: OpenPullRequests): Promise<readonly number[]> {
  const { branch } = await git.fetchTip();
  const waiting: number[] = [];
  for (const number of await open.openPullRequests(branch)) {
    const files = await github.pullRequestFiles(number);
    if (files.some(({ path, previousPath = path }) => isRequestFile(path) || isRequestFile(previousPath)))
      waiting.push(number);
  }
  return waiting;
}

function isRequestFile(path: string): boolean {
  return path.startsWith(`${REQUESTS_FOLDER}/`) && requestPath(path).kind !== 'readme';
}

/** Of many, one that can not be shown now takes nothing from the others. */
async function tryOverview(pullRequest: number, around: Around): Promise<ShownPullRequest> {
  try {
    return await overviewOf(pullRequest, around);
  } catch (error) {
    if (!(error instanceof UnavailableError || error instanceof MissingRightError)) throw error;
    around.console.progress.warn(`#${pullRequest}: ${errorMessage(error)}`);
    return { pullRequest, comment: 'failed', requests: [], attentions: ['unreachable'] };
  }
}

async function overviewOf(pullRequest: number, { ports, board, console }: Around): Promise<ShownPullRequest> {
  const planned = await planPullRequest(ports, pullRequest);
  const comment = planned.pullRequest.merged ? 'leftToReconcile' : await deliver(planned, board);
  // Once, when the pull request shows up; later looks only bring the comment up to date.
  if (comment === 'created') await announce(planned, console);
  const { requests, failures } = planned;
  warnOfFailures(failures, console);
  return { pullRequest, comment, requests, attentions: [...requests, ...failures].map(({ attention }) => attention) };
}

/** The documented shape of `overview --json`. */
interface OverviewDocument {
  readonly pullRequests: readonly {
    readonly pullRequest: number;
    readonly comment: string;
    readonly requests: readonly Pick<PlannedRequest, 'id' | 'action' | 'reason'>[];
  }[];
}

function documentOf(shown: readonly ShownPullRequest[]): OverviewDocument {
  return {
    pullRequests: shown.map(({ pullRequest, comment, requests }) => {
      return { pullRequest, comment, requests: requests.map(({ id, action, reason }) => ({ id, action, reason })) };
    }),
  };
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
