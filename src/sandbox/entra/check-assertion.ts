import { compactVerify, decodeJwt, type JWTPayload } from 'jose';

import type { TenantApp } from '../tenant/model.ts';
import type { SigningKeys } from './access-token.ts';
import { assertionOutOfTime, noMatchingCredential, subjectInOtherCase, unreadableAssertion } from './token-errors.ts';

/** Five minutes, as Entra allows between clocks. */
const SKEW_MS = 5 * 60_000;

/**
 * Checks a client assertion against an app's federated credentials: signature, time, and an exact, case-sensitive match
 * of issuer, audience and subject. Throws Entra's own error for the first thing that is wrong.
 */
export async function checkAssertion(assertion: string, app: TenantApp, issuerKeys: SigningKeys): Promise<void> {
  const claims = await verified(assertion, issuerKeys);
  const expiresAt = new Date((claims.exp ?? 0) * 1000);
  const validFrom = new Date((claims.nbf ?? claims.iat ?? 0) * 1000);
  const now = Date.now();
  if (now > expiresAt.getTime() || now < validFrom.getTime() - SKEW_MS) throw assertionOutOfTime(validFrom, expiresAt);
  const { iss = '', sub = '' } = claims;
  const ofIssuer = app.federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw noMatchingCredential('issuer', iss);
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) {
    const nearly = ofIssuer.some(({ subject }) => subject.toLowerCase() === sub.toLowerCase());
    throw nearly ? subjectInOtherCase(sub) : noMatchingCredential('subject', sub);
  }
  const audiences = [claims.aud ?? []].flat();
  if (!ofSubject.some(({ audience }) => audiences.includes(audience))) {
    throw noMatchingCredential('audience', audiences.join(' '));
  }
}

/** Reads the claims of an assertion its issuer signed; its times are judged by the caller, who has words for them. */
async function verified(assertion: string, { keyId, publicKey }: SigningKeys): Promise<JWTPayload> {
  try {
    const { protectedHeader } = await compactVerify(assertion, publicKey, { algorithms: ['RS256'] });
    if (protectedHeader.kid === keyId) return decodeJwt(assertion);
  } catch {
    // Not signed by anybody known.
  }
  throw unreadableAssertion();
}
