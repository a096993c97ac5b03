import type {
  BranchProtection,
  BranchRule,
  CodeownersError,
  DeploymentBranches,
  Ruleset,
  WorkflowPermissions,
} from '../ports/repository-settings.ts';
import type { Asked } from './asked.ts';

/** What was found out about how the control repository is set up. */
export interface PostureFacts {
  /** `owner/name`. */
  readonly repository: string;
  readonly defaultBranch: string;
  readonly main: BranchFacts;
  /** By tenant: what holds for the branch of its records, whether it is there yet or not. */
  readonly records: ReadonlyMap<string, BranchFacts>;
  /** The file GitHub takes code owners from, as the default branch has it; undefined where there is none. */
  readonly codeowners: TextFile | undefined;
  readonly codeownersErrors: Asked<readonly CodeownersError[]>;
  /** Every file below `.github/` on the default branch. */
  readonly githubFiles: readonly string[];
  readonly workflows: readonly TextFile[];
  /** The environments that jobs with tenant tokens name; all of the repository's where a name is not written down. */
  readonly environments: Asked<ReadonlyMap<string, Asked<DeploymentBranches | undefined>>>;
  readonly permissions: Asked<WorkflowPermissions>;
}

/** The rules of one branch. */
export interface BranchFacts {
  readonly rules: Asked<readonly BranchRule[]>;
  /** By id, those that the rules come from. */
  readonly rulesets: ReadonlyMap<number, Asked<Ruleset>>;
  /** Undefined where it was not asked for: the rulesets say enough. */
  readonly protection?: Asked<BranchProtection | undefined>;
}

/** A file of the default branch. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}
