import { CHECK_PREFIX, type CheckReport, type CommentReport, type ReportBoard } from '../ports/report-board.ts';
import type { OutcomeReport, ReportedRequest } from '../reconcile/outcome-report.ts';
import { errorMessage, InternalError, MissingRightError, UnavailableError } from '../support/errors.ts';
import { outcomeOf } from './next-step.ts';
import { outcomeComment, outcomeSummary } from './outcome-comment.ts';
import { plainText } from './text-safety.ts';

/**
 * Tells pull requests what became of their requests: the comment, and a check run on the head and on the landing commit.
 * What was told already costs one look at the comments. Returns what could not be told; that is told by the next run.
 */
export async function deliverReports(
  reports: readonly OutcomeReport[],
  board: ReportBoard,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const report of reports) {
    try {
      await deliver(report, board);
    } catch (error) {
      if (error instanceof InternalError || error instanceof TypeError) throw error;
      warnings.push(`#${report.pullRequest} could not be told, the next run tries again: ${errorMessage(error)}`);
    }
  }
  return warnings;
}

async function deliver(report: OutcomeReport, board: ReportBoard): Promise<void> {
  const { pullRequest, requests } = report;
  const [commit = ''] = report.commits;
  const comment = { pullRequest, commit, text: outcomeComment(requests) };
  if (!report.changed && (await toldAlready(comment, board))) return;
  // An App learns from its check runs who it is, so they come first; a person's token can't make any.
  const checks = await failureOf(() => ensureChecks(report, board));
  await board.ensureComment(comment);
  if (checks !== undefined) throw checks;
}

/** Whether the comment says it already. Where it is not known whose comments are ours, nothing is. */
async function toldAlready(comment: CommentReport, board: ReportBoard): Promise<boolean> {
  try {
    return (await board.ensureComment(comment)) === 'unchanged';
  } catch (error) {
    if (error instanceof MissingRightError) return false;
    throw error;
  }
}

async function failureOf(attempt: () => Promise<void>): Promise<Error | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof MissingRightError || error instanceof UnavailableError) return error;
    throw error;
  }
}

async function ensureChecks({ commits, requests }: OutcomeReport, board: ReportBoard): Promise<void> {
  for (const commit of commits) {
    for (const request of requests) await board.ensureCheck(checkOf(request, commit));
  }
}

function checkOf(request: ReportedRequest, commit: string): CheckReport {
  const { record, branch } = request;
  const { headline, conclusion } = outcomeOf(record);
  return {
    name: `${CHECK_PREFIX}${record.request.id}`,
    commit,
    subject: `${record.request.id}@${request.commit}`,
    conclusion,
    title: plainText(`${record.phase}: ${headline}, recorded by ${request.commit.slice(0, 10)} on ${branch}`),
    summary: outcomeSummary(request),
  };
}
