import type { BranchProtection, BranchRule, BypassActor, Ruleset } from '../ports/repository-settings.ts';
import type { Asked } from './asked.ts';
import { bindAdministrators, emptyBypassList } from './github-commands.ts';
import type { BranchFacts } from './posture-facts.ts';

/** A ruleset, or the older protection, that keeps a branch from something. */
export interface Keeper {
  readonly name: string;
  /** Whom it does not bind; undefined where GitHub does not show it. */
  readonly bypass: readonly Passer[] | undefined;
  /** False where the token that asked is not bound; undefined where GitHub does not say. */
  readonly bindsToken: boolean | undefined;
  /** What makes it bind everybody. */
  readonly remedy: string;
}

/** Somebody who may pass by. */
export interface Passer {
  readonly name: string;
  /** The id of an App; null for anybody else. */
  readonly app: number | null;
}

/** The rulesets with such a rule for a branch. */
export function rulesetKeepers(
  byRule: (rule: BranchRule) => boolean,
  { rules, rulesets }: BranchFacts,
  repository: string,
): Asked<readonly Keeper[]> {
  if (!rules.answered) return rules;
  const ids = [...new Set(rules.value.filter(byRule).map(({ ruleset }) => ruleset))];
  return { answered: true, value: ids.map((id) => rulesetKeeper(id, rulesets.get(id), repository)) };
}

/** A ruleset that can't be read is one of which nobody knows whom it binds. */
function rulesetKeeper(id: number, asked: Asked<Ruleset> | undefined, repository: string): Keeper {
  if (!asked?.answered) {
    const remedy = emptyBypassList(repository, { id, source: repository });
    return { name: `ruleset ${id}`, bypass: undefined, bindsToken: undefined, remedy };
  }
  const { name, bypass, bindsToken } = asked.value;
  const remedy = emptyBypassList(repository, asked.value);
  return { name: `ruleset "${name}"`, bypass: bypass?.map(passerOf), bindsToken, remedy };
}

/** The ids of GitHub's own roles in bypass lists. */
const ROLES: ReadonlyMap<number | null, string> = new Map([
  [2, 'maintain'],
  [4, 'write'],
  [5, 'admin'],
]);

function passerOf({ type, id }: BypassActor): Passer {
  if (type === 'Integration') return { name: `the App ${id ?? '?'}`, app: id };
  const role = type === 'RepositoryRole' ? ROLES.get(id) : undefined;
  return { name: `${type}${id === null ? '' : ` ${id}`}${role === undefined ? '' : ` (${role})`}`, app: null };
}

/** The older protection of a branch as a keeper. */
export function protectionKeeper(
  { bindsAdministrators, bypass }: BranchProtection,
  repository: string,
  branch: string,
): Keeper {
  const names = [...(bindsAdministrators ? [] : ['administrators']), ...bypass];
  return {
    name: 'branch protection',
    bypass: names.map((name) => ({ name, app: null })),
    bindsToken: undefined,
    remedy: bindAdministrators(repository, branch),
  };
}

/** Names of keepers or passers, each once. */
export function namesOf(named: readonly { readonly name: string }[]): string {
  return [...new Set(named.map(({ name }) => name))].join(', ');
}
