import type { ReportedRequest } from '../reconcile/outcome-report.ts';
import type { UnblockRecord } from '../records/record.ts';
import { entityKey } from '../request/entity.ts';
import { outcomeOf } from './next-step.ts';
import { codeCell, fittingParts, markdownCode, markdownProse, markdownTable } from './text-safety.ts';

/** GitHub takes 65,536 characters, the marker among them; the room left is for what GitHub may count differently. */
const LONGEST_COMMENT = 60_000;
/** GitHub takes 65,535. */
const LONGEST_SUMMARY = 60_000;

/** What a merged pull request says about its requests. */
export function outcomeComment(requests: readonly ReportedRequest[]): string {
  return fittingParts(
    requests.flatMap((one) => partsOf(one)),
    LONGEST_COMMENT,
  );
}

/** The same about one request, for its check run. */
export function outcomeSummary(request: ReportedRequest): string {
  return fittingParts(partsOf(request), LONGEST_SUMMARY);
}

function partsOf({ record, branch, commit }: ReportedRequest): readonly string[] {
  const { request, conditions, attempts } = record;
  const { mark, headline, next, command } = outcomeOf(record);
  return [
    `### ${mark} ${markdownCode(request.id)}: ${headline}`,
    `${markdownCode(entityKey(request.entity))}. ${next}`,
    ...(command === undefined ? [] : [`To ask again:`, `\`\`\`sh\n${command}\n\`\`\``]),
    conditionTable(conditions),
    ...evidencePart(record),
    ...reviewPart(record),
    `Recorded as ${markdownCode(record.phase)} by ${markdownCode(commit.slice(0, 10))} on ${markdownCode(branch)}` +
      `${attempts.length > 0 ? `, run ${markdownCode(attempts.at(-1)?.run ?? '')}` : ''}.`,
  ];
}

const STATUS = { True: '✅', False: '❌', Unknown: '❔' } as const;
const RESULT = { pass: '✅', fail: '❌', unknown: '❔' } as const;

function conditionTable(conditions: UnblockRecord['conditions']): string {
  const rows = conditions.map(({ type, status, message, observedAt }) => [
    `${type === 'RestrictedAgain' && status === 'True' ? '❌' : STATUS[status]} ${type}`,
    markdownProse(message),
    codeCell(observedAt.slice(0, 16).replace('T', ' ')),
  ]);
  return markdownTable(['condition', 'what was found', 'since (UTC)'], rows);
}

function evidencePart({ evidence = [] }: UnblockRecord): readonly string[] {
  if (evidence.length === 0) return [];
  const rows = evidence.map(({ check, result, observed, source }) => [
    `${RESULT[result]} ${markdownProse(check)}`,
    markdownProse(observed),
    markdownProse(source),
  ]);
  return [folded('What the tenant showed', markdownTable(['check', 'observed', 'source'], rows))];
}

function reviewPart({ approval }: UnblockRecord): readonly string[] {
  if (!approval || approval.reviews.length === 0) return [];
  const rows = approval.reviews.map(({ user, counted, reason, authority }) => [
    `${counted ? '✅' : '❌'} ${codeCell(user?.login ?? 'ghost')}`,
    markdownProse(reason),
    markdownProse(authority),
  ]);
  return [folded('Who approved', markdownTable(['reviewer', 'why it counts or not', 'by what right'], rows))];
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
