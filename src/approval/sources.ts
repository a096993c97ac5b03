import type { ControlRepository, Landing } from '../ports/control-repository.ts';
import type { GitHubReader, Repository } from '../ports/github.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { UnblockRequest } from '../request/request.ts';

/** Where approval evidence comes from. */
export interface ApprovalSources {
  readonly github: GitHubReader;
  readonly git: ControlRepository;
  readonly repository: Repository;
  /** The default branch. */
  readonly branch: string;
}

/** The request whose approval is to be proved. */
export interface ApprovalSubject {
  readonly request: UnblockRequest;
  readonly blob: string;
  readonly landing: Landing;
  /** Every policy the approval will be judged under: they name the teams and people to ask about. */
  readonly policies: readonly TenantPolicy[];
}
