import type { Lifting } from '../overview/lifting.ts';
import type { Overview } from '../overview/overview.ts';
import type { Recommendation, RecommendationEvidence } from '../overview/recommendations.ts';
import { requestOverview } from '../overview/request-overview.ts';
import type { PlannedRequest } from '../reconcile/planned-request.ts';
import type { UnblockRequest } from '../request/request.ts';
import { assertNever } from '../support/assert-never.ts';
import { momentText, spanText } from './durations-text.ts';
import { labelledFigures, REASON_KINDS, unlabelled } from './reason-text.ts';
import { codeCell, fittingParts, markdownCode, markdownProse, markdownTable } from './text-safety.ts';

/** GitHub takes 65,536 characters, the marker among them. */
const LONGEST = 60_000;

/**
 * What reviewer and requester see of an open pull request: each request with its restriction, Microsoft's recommendations
 * beside what is attested and what the tenant shows, what is missing, and what the merge will do.
 */
export function overviewComment(requests: readonly PlannedRequest[], headCommit: string): string {
  if (requests.length === 0) return 'This pull request asks for no unblock.';
  const foot = `Judged at ${markdownCode(headCommit.slice(0, 10))} against the default branch's policy. The merge is judged anew.`;
  return fittingParts([...requests.flatMap(requestParts), `<sub>${foot}</sub>`], LONGEST);
}

/** The same about one request, for its check run. */
export function overviewSummary(request: PlannedRequest): string {
  return fittingParts(requestParts(request), LONGEST);
}

/** What a reviewer reads first. */
export function overviewHeadline({ action, outcome }: PlannedRequest): {
  readonly mark: string;
  readonly text: string;
} {
  switch (action) {
    case 'unblock':
      return { mark: '🟢', text: 'ready to merge' };
    case 'none':
      return { mark: '⚪', text: 'nothing to lift' };
    case 'refuse':
      return { mark: '🔴', text: outcome === 'invalid' ? 'invalid' : 'would be refused' };
    case 'wait':
      return { mark: '🟡', text: outcome === 'indeterminate' ? 'could not be judged' : 'not ready' };
    default:
      return assertNever(action);
  }
}

function requestParts(planned: PlannedRequest): readonly string[] {
  const { mark, text } = overviewHeadline(planned);
  const about = planned.entity === null ? '' : ` for ${markdownCode(planned.entity)}`;
  const overview = planned.input ? requestOverview(planned.input) : undefined;
  return [
    `### ${mark} ${markdownCode(planned.id)}${about}: ${text}`,
    `**What the merge does:** ${markdownProse(planned.reason)}`,
    ...missingPart(planned),
    ...approversPart(planned),
    ...(overview ? restrictionPart(overview) : []),
    ...(overview && planned.input ? recommendationPart(overview, planned.input.request) : []),
    ...reviewPart(planned),
  ];
}

function missingPart({ missing }: PlannedRequest): readonly string[] {
  if (missing.length === 0) return [];
  return [`**Still missing:**\n${missing.map((sentence) => `\n- ${markdownProse(sentence)}`).join('')}`];
}

/** Whom to ask, as long as an approval is what is missing. Nobody is mentioned: a mention would call them. */
function approversPart({ action, input, predicates }: PlannedRequest): readonly string[] {
  const short = predicates.some(({ name, satisfied }) => name === 'enoughApprovals' && !satisfied);
  if (!input || action !== 'wait' || !short) return [];
  const { users, teams, permission } = input.policies.tip.approvals.approvers;
  const named = [
    ...users.map((user) => markdownCode(user)),
    ...teams.map((team) => `a member of ${markdownCode(team)}`),
    ...(permission === undefined ? [] : [`anybody who holds ${markdownCode(permission)}`]),
  ];
  return [`**Can approve:** ${named.join(', or ')}; nobody who asked or wrote part of it.`];
}

function restrictionPart(overview: Overview): readonly string[] {
  const [row] = overview.rows;
  const rows = row
    ? [
        ['restricted since', row.createdAt === undefined ? 'a time that can not be read' : momentText(row.createdAt)],
        ...(row.changedAt === undefined ? [] : [['changed', momentText(row.changedAt)]]),
        ['reason', reasonCell(row.reason)],
        ['lifts by itself', overview.lifting ? liftingText(overview.lifting) : 'not known'],
        ['earlier unblocks', capText(overview)],
        ['after the unblock', markdownProse(`works ${overview.after.takesEffect}; holds ${overview.after.holds}`)],
      ]
    : [['restricted', overview.restricted === false ? 'no: no address of the account is on the list' : 'not known']];
  return [markdownTable(['restriction', ''], rows), ...doubtPart(overview)];
}

function doubtPart({ doubts }: Overview): readonly string[] {
  return doubts.map(({ message }) => `⚠️ ${markdownProse(message)}`);
}

/** Figures as code, so that a trace id is copied as it is. */
function reasonCell(reason: Overview['rows'][number]['reason']): string {
  const figures = labelledFigures(reason).map(([label, value]) => `${label} ${codeCell(value)}`);
  const rest = (figures.length === 0 ? reason.raw : unlabelled(reason)).trim();
  return [REASON_KINDS[reason.kind], ...figures, ...(rest === '' ? [] : [markdownProse(rest)])].join('; ');
}

function liftingText(lifting: Lifting): string {
  switch (lifting.kind) {
    case 'byItself':
      return lifting.at === null
        ? 'yes, at a midnight UTC'
        : `yes, at ${momentText(lifting.at)}: waiting costs no unblock`;
    case 'stays':
      return 'no: somebody has to unblock it';
    case 'notSaid':
      return 'not known: the row does not say';
    default:
      return assertNever(lifting);
  }
}

function capText({ unblocks }: Overview): string {
  if (!unblocks) return 'not known';
  const { used, count, left, withinMs } = unblocks.cap;
  return `${used} of ${count} within ${spanText(withinMs)}, ${left} left`;
}

const RESULT = { pass: '✅', fail: '❌', unknown: '❔', notChecked: '👀' } as const;

function recommendationPart({ recommendations }: Overview, { attestations }: UnblockRequest): readonly string[] {
  if (recommendations.length === 0) return [];
  const row = ({ step, optional, title, attestation, evidence }: Recommendation): readonly string[] => {
    const stated = attestation === null ? undefined : attestations[attestation];
    return [
      step === null ? '' : String(step),
      `${markdownProse(title)}${optional ? ' _(optional)_' : ''}`,
      stated ? `${codeCell(stated.attestedBy)}, ${momentText(stated.attestedAt)}` : attestation === null ? '' : '—',
      tenantCell(evidence),
    ];
  };
  return [
    markdownTable(["Microsoft's step", 'recommendation', 'attested', 'in the tenant'], recommendations.map(row)),
    '<sub>👀: no check shows it, somebody has to look.</sub>',
  ];
}

function tenantCell(evidence: RecommendationEvidence): string {
  const mark = RESULT[evidence.result];
  if (evidence.result === 'notChecked') return `${mark} ${markdownProse(evidence.reason)}`;
  if (evidence.mode === 'off' && evidence.result === 'unknown') return '– the policy does not ask for it';
  const weight = {
    require: 'required',
    attest: 'rests on the attestation if unknown',
    warn: 'a warning only',
    off: 'not asked',
  };
  return `${mark} ${markdownProse(`${evidence.observed} (${weight[evidence.mode]})`)}`;
}

function reviewPart({ reviews }: PlannedRequest): readonly string[] {
  if (reviews.length === 0) return [];
  const rows = reviews.map(({ user, counted, reason, authority }) => [
    `${counted ? '✅' : '❌'} ${codeCell(user?.login ?? 'ghost')}`,
    markdownProse(reason),
    markdownProse(authority),
  ]);
  return [markdownTable(['review by', 'why it counts or not', 'by what right'], rows)];
}
