import type { PlannedRequest } from '../reconcile/planned-request.ts';
import { assertNever } from '../support/assert-never.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** A planned request as `plan --json` shows it. */
export type ShownRequest = Omit<PlannedRequest, 'attention'>;

/** A small tree for each request: what would be decided, what that rests on, what is missing, and what follows. */
export function renderPlan(requests: readonly ShownRequest[], colours: Colours): string {
  if (requests.length === 0) return 'Nothing to plan: no request here waits for a run.\n';
  return requests.map((one) => renderRequest(one, colours)).join('\n');
}

interface Branch {
  readonly title: string;
  readonly leaves: readonly string[];
}

function renderRequest(request: ShownRequest, colours: Colours): string {
  const { id, entity, phase, outcome } = request;
  const about = entity === null ? '' : `  ${plainText(entity)}`;
  const stands = phase === null ? '' : colours.dim(`  (${phase})`);
  const head = `${colours.bold(plainText(id))}${about}  ${paint(outcome, colours)}${stands}`;
  const branches = branchesOf(request, colours).filter(({ leaves }) => leaves.length > 0);
  const body = branches.flatMap(({ title, leaves }) => [
    `├─ ${title}`,
    ...leaves.map((leaf, index) => `│  ${index === leaves.length - 1 ? '└─' : '├─'} ${leaf}`),
  ]);
  return `${[head, ...body, `└─ ${request.action}: ${plainText(request.reason)}`].join('\n')}\n`;
}

function branchesOf({ reviews, predicates, evidence, missing }: ShownRequest, colours: Colours): readonly Branch[] {
  const yes = colours.green('✓');
  const no = colours.red('✗');
  const marks = { pass: yes, fail: no, unknown: colours.yellow('?') } as const;
  return [
    {
      title: 'reviews',
      leaves: reviews.map(({ user, counted, reason, authority }) => {
        const right = counted ? ` (${plainText(authority)})` : '';
        return `${counted ? yes : no} @${plainText(user?.login ?? 'ghost')}: ${plainText(reason)}${right}`;
      }),
    },
    {
      title: 'predicates',
      leaves: predicates
        .filter(({ name }) => !name.startsWith('evidence.'))
        .map(({ satisfied, name, reason }) => `${satisfied ? yes : no} ${name}: ${plainText(reason)}`),
    },
    {
      title: 'evidence',
      leaves: evidence.map(({ check, result, observed, remedy }) => {
        const cure = remedy === undefined ? '' : colours.dim(` (not cured by waiting: ${plainText(remedy)})`);
        return `${marks[result]} ${check}: ${plainText(observed)}${cure}`;
      }),
    },
    { title: 'missing', leaves: missing.map((sentence) => plainText(sentence)) },
  ];
}

function paint(outcome: PlannedRequest['outcome'], colours: Colours): string {
  switch (outcome) {
    case 'approved':
      return colours.green(outcome);
    case 'pending':
    case 'indeterminate':
      return colours.yellow(outcome);
    case 'withdrawn':
      return colours.blue(outcome);
    case 'denied':
    case 'invalid':
    case 'expired':
      return colours.red(outcome);
    default:
      return assertNever(outcome);
  }
}
