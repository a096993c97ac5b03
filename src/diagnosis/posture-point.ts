import { unshown, type Silence } from './asked.ts';
import { about, type FindingArea, type PosturePoint } from './finding.ts';

/** Makes points of posture about one thing. */
export interface Points {
  ok(message: string): PosturePoint;
  problem(message: string, remedy: string): PosturePoint;
  unknown(message: string, remedy: string): PosturePoint;
}

/** Points about one check, of a tenant or (null) of the whole repository. */
export function point(tenant: string | null, area: FindingArea, check: string, required: boolean): Points {
  const say = about(tenant, area, check);
  const more = { required, passing: false };
  return {
    ok: (message) => ({ ...say.ok(message), ...more }),
    problem: (message, remedy) => ({ ...say.problem(message, remedy), ...more }),
    unknown: (message, remedy) => ({ ...say.unknown(message, remedy), ...more }),
  };
}

/** The point that could not be read, with the permission of the repository that shows it. */
export function notRead(say: Points, silence: Silence, permission: `${string}: read`): PosturePoint {
  const told = unshown(say, silence, `repository permission "${permission}"`);
  return { ...told, passing: silence.cause === 'outage' };
}
