import type { Account } from './github.ts';

/**
 * How the control repository is set up on GitHub. Nothing reachable from here can change it. Methods throw NotFoundError,
 * MissingRightError or UnavailableError, and return complete data or nothing.
 */
export interface RepositorySettings {
  /** Everybody in a team of the repository's owner, child teams included. MissingRightError where the token sees no such team. */
  teamMembers(team: string): Promise<readonly Account[]>;
  /** Every active rule of every ruleset that holds for a branch of this name, whether there is one or not. */
  branchRules(branch: string): Promise<readonly BranchRule[]>;
  ruleset(id: number): Promise<Ruleset>;
  /** Protection of the older kind, beside rulesets; undefined where the branch has none. */
  branchProtection(branch: string): Promise<BranchProtection | undefined>;
  /** Which branches may deploy to an environment; undefined where there is no such environment. */
  environment(name: string): Promise<DeploymentBranches | undefined>;
  /** The names of all environments. */
  environments(): Promise<readonly string[]>;
  workflowPermissions(): Promise<WorkflowPermissions>;
  /** What GitHub finds wrong with CODEOWNERS on the default branch; empty where there is no such file. */
  codeownersErrors(): Promise<readonly CodeownersError[]>;
}

/** One rule of a ruleset, as far as it matters here. */
export interface BranchRule {
  readonly kind: 'pullRequest' | 'noForcePush' | 'noDeletion' | 'noUpdate' | 'other';
  readonly ruleset: number;
  /** Of a pull request rule: how many approvals a merge needs, and whether code owners are among them. */
  readonly approvals: number;
  readonly codeOwners: boolean;
}

/** Whom a ruleset does not bind. */
export interface Ruleset {
  readonly id: number;
  readonly name: string;
  /** `owner/name`, or the organisation or enterprise that the ruleset comes from. */
  readonly source: string;
  /** Undefined where GitHub does not show it: only whoever may change the ruleset sees it. */
  readonly bypass: readonly BypassActor[] | undefined;
  /** Whether the token that asked is not bound; undefined where GitHub does not say. */
  readonly bindsToken: boolean | undefined;
}

/** Somebody who may pass by the rules, in GitHub's words. */
export interface BypassActor {
  /** `Integration` (an App), `RepositoryRole`, `Team`, `OrganizationAdmin`, `DeployKey`, `User`, … */
  readonly type: string;
  readonly id: number | null;
}

/** Protection of a branch without rulesets. */
export interface BranchProtection {
  readonly approvals: number;
  readonly codeOwners: boolean;
  readonly forcePushes: boolean;
  readonly deletions: boolean;
  /** Whether administrators are bound as well. */
  readonly bindsAdministrators: boolean;
  /** Who needs no pull request, by login or slug. */
  readonly bypass: readonly string[];
}

/** `any`: every branch; `protected`: every branch that has some protection. */
export type DeploymentBranches =
  'any' | 'protected' | readonly { readonly name: string; readonly type: 'branch' | 'tag' }[];

/** What the token of a workflow may do beyond what the workflow names. */
export interface WorkflowPermissions {
  readonly mayApprovePullRequests: boolean;
  readonly writesByDefault: boolean;
}

/** A line of CODEOWNERS that has no effect. */
export interface CodeownersError {
  readonly line: number;
  /** In GitHub's words. */
  readonly kind: string;
}
