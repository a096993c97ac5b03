import type { BranchRule } from '../ports/repository-settings.ts';
import { hiddenBypass } from './branch-posture.ts';
import type { PosturePoint } from './finding.ts';
import { keepRecords, leaveRecordsToApp } from './github-commands.ts';
import { namesOf, rulesetKeepers, type Keeper } from './keepers.ts';
import type { BranchFacts, PostureFacts } from './posture-facts.ts';
import { notRead, point } from './posture-point.ts';

/** The App behind GITHUB_TOKEN, whose id is the same everywhere: any workflow of any branch acts as it. */
const GITHUB_ACTIONS = 15_368;

const NEEDS = [
  {
    check: 'forcePush',
    kind: 'noForcePush',
    met: 'can not be pushed to by force',
    unmet: 'can be pushed to by force, which rewrites the records',
    remedy: keepRecords,
  },
  {
    check: 'deletion',
    kind: 'noDeletion',
    met: 'can not be deleted',
    unmet: 'can be deleted with all its records',
    remedy: keepRecords,
  },
  {
    check: 'update',
    kind: 'noUpdate',
    met: 'is updated by nobody whom its rules do not name',
    unmet: 'is updated by everybody who can push',
    remedy: leaveRecordsToApp,
  },
] as const satisfies readonly { readonly kind: BranchRule['kind']; readonly [key: string]: unknown }[];

/** Whether a tenant's records are kept, and only the App writes them. */
export function judgeRecords(tenant: string, branch: BranchFacts, facts: PostureFacts): readonly PosturePoint[] {
  const kept = NEEDS.map((need) => {
    const keepers = rulesetKeepers(({ kind }) => kind === need.kind, branch, facts.repository);
    return { need, keepers };
  });
  const points = kept.map(({ need, keepers }) => {
    const say = point(tenant, 'branches', `records.${need.check}`, true);
    if (!keepers.answered) return notRead(say, keepers, 'Metadata: read');
    const name = `reinstate/records/${tenant}`;
    return keepers.value.length > 0
      ? say.ok(`${name} ${need.met} (${namesOf(keepers.value)})`)
      : say.problem(`${name} ${need.unmet}`, need.remedy(facts));
  });
  const found = (kind: BranchRule['kind']): readonly Keeper[] =>
    kept.flatMap(({ need, keepers }) => (need.kind === kind && keepers.answered ? keepers.value : []));
  const updates = found('noUpdate');
  const others = [found('noForcePush'), found('noDeletion')];
  return updates.length > 0 ? [...points, judgeWriters(tenant, updates, others, facts)] : points;
}

/** One App may update, and nobody but it may do anything else. */
function judgeWriters(
  tenant: string,
  updates: readonly Keeper[],
  others: readonly (readonly Keeper[])[],
  facts: PostureFacts,
): PosturePoint {
  const say = point(tenant, 'branches', 'records.writer', true);
  const shown = updates.filter(({ bypass }) => bypass !== undefined);
  const wrong = shown.find(({ bypass }) => bypass?.length !== 1 || !isApp(bypass[0]?.app));
  if (wrong) {
    const who = wrong.bypass?.length === 0 ? 'nobody, not even the App,' : namesOf(wrong.bypass ?? []);
    const why = wrong.bypass?.some(({ app }) => app === GITHUB_ACTIONS)
      ? ', which is every workflow of every branch,'
      : '';
    return say.problem(
      `${who}${why} may update the records by ${wrong.name}: it has to be one App alone`,
      mend(facts, wrong),
    );
  }
  const app = shown[0]?.bypass?.[0];
  const loose = others.filter((keepers) => !keepers.some(({ bypass }) => bypass?.length === 0)).flat();
  const open = loose.find(({ bypass }) => bypass?.some((passer) => passer.app === null || passer.app !== app?.app));
  if (open) return say.problem(`${namesOf(open.bypass ?? [])} may pass by ${open.name} of the records`, open.remedy);
  const hidden = [...updates, ...loose].filter(({ bypass }) => bypass === undefined);
  if (hidden.length > 0) return hiddenBypass('records.writer', tenant, hidden, facts.repository);
  return say.ok(`only ${app?.name ?? 'one App'} may update the records`);
}

function isApp(app: number | null | undefined): boolean {
  return typeof app === 'number' && app !== GITHUB_ACTIONS;
}

function mend(facts: PostureFacts, { name }: Keeper): string {
  return `${leaveRecordsToApp(facts)}, and delete ${name} in Settings > Rules > Rulesets`;
}
