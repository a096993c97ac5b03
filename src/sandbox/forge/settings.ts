import type { Endpoints } from '@octokit/types';

type BranchRule = Endpoints['GET /repos/{owner}/{repo}/rules/branches/{branch}']['response']['data'][number];
type Ruleset = Endpoints['GET /repos/{owner}/{repo}/rulesets/{ruleset_id}']['response']['data'];

/** A ruleset of the repository, or of the organisation above it. */
export interface ForgeRuleset {
  readonly id: number;
  readonly name: string;
  readonly level: 'Repository' | 'Organization';
  enforcement: Ruleset['enforcement'];
  /** Patterns of refs, or `~DEFAULT_BRANCH`. */
  include: readonly string[];
  rules: readonly BranchRule[];
  bypass: readonly NonNullable<Ruleset['bypass_actors']>[number][];
}

/** Protection of the default branch as it was made before there were rulesets. */
export interface ForgeProtection {
  readonly approvals: number;
  readonly codeOwners: boolean;
  readonly forcePushes: boolean;
  readonly deletions: boolean;
  readonly admins: boolean;
  /** Logins that need no pull request. */
  readonly bypass: readonly string[];
}

/** A deployment environment. `branches` is null where every branch may deploy, `protected` or patterns otherwise. */
export interface ForgeEnvironment {
  readonly name: string;
  branches: 'protected' | readonly { readonly name: string; readonly type: 'branch' | 'tag' }[] | null;
}

/** How the repository is set up. Scenarios may change it: what they set is what is answered next. */
export interface ForgeSettings {
  rulesets: ForgeRuleset[];
  protection: ForgeProtection | null;
  environments: ForgeEnvironment[];
  readonly workflowPermissions: { mayApprove: boolean; mayWrite: boolean };
  /** What is wrong with CODEOWNERS, as GitHub sees it. */
  codeownersErrors: readonly { readonly line: number; readonly kind: string; readonly path: string }[];
  /** Whether tokens may change rulesets: GitHub shows the bypass lists to nobody else. */
  readonly token: { administers: boolean; bypass: 'always' | 'never' };
}

/** The App that updates the records. */
const RECORDS_APP = 987_654;

/** A repository that is set up as it has to be. */
export function soundSettings(environment: string): ForgeSettings {
  return {
    rulesets: [
      ruleset(
        41,
        'default branch',
        ['~DEFAULT_BRANCH'],
        [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'pull_request', parameters: PULL_REQUEST }],
      ),
      ruleset(42, 'records are kept', RECORDS, [{ type: 'deletion' }, { type: 'non_fast_forward' }]),
      {
        ...ruleset(43, 'records by the App', RECORDS, [{ type: 'update' }]),
        bypass: [{ actor_id: RECORDS_APP, actor_type: 'Integration', bypass_mode: 'always' }],
      },
    ],
    protection: null,
    environments: [{ name: environment, branches: [{ name: 'main', type: 'branch' }] }],
    workflowPermissions: { mayApprove: false, mayWrite: false },
    codeownersErrors: [],
    token: { administers: true, bypass: 'never' },
  };
}

const RECORDS = ['refs/heads/reinstate/records/**'];
const PULL_REQUEST = {
  required_approving_review_count: 1,
  require_code_owner_review: true,
  dismiss_stale_reviews_on_push: true,
  require_last_push_approval: true,
  required_review_thread_resolution: false,
};

function ruleset(id: number, name: string, include: readonly string[], rules: readonly BranchRule[]): ForgeRuleset {
  return { id, name, level: 'Repository', enforcement: 'active', include, rules, bypass: [] };
}

/** The rulesets that hold for a branch, whether it is there or not. */
export function rulesetsOf({ rulesets }: ForgeSettings, branch: string, defaultBranch: string): ForgeRuleset[] {
  return rulesets.filter(
    ({ enforcement, include }) =>
      enforcement === 'active' && include.some((pattern) => matches(pattern, branch, defaultBranch)),
  );
}

/** GitHub matches as Ruby's fnmatch does, where a star stops at a slash. */
function matches(pattern: string, branch: string, defaultBranch: string): boolean {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return branch === defaultBranch;
  const parts = pattern.split(/\*+/u).map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^/]*')}$`, 'u').test(`refs/heads/${branch}`);
}
