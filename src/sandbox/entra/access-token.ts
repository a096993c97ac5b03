import { randomUUID } from 'node:crypto';

import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';

/** The keys an issuer signs with. */
export interface SigningKeys {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** What the issuer publishes. */
  readonly published: JWK;
}

/** RSA keys take long to find, so that the issuers of one process share a pair; they tell their own tokens by the key's id. */
let pair: Promise<Pick<SigningKeys, 'privateKey' | 'publicKey'>> | undefined;

/** Makes keys by an id of their own, in which nobody else's token is verified. */
export async function makeSigningKeys(): Promise<SigningKeys> {
  const { privateKey, publicKey } = await (pair ??= generateKeyPair('RS256'));
  const keyId = randomUUID();
  const published = { ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: 'RS256' };
  return { keyId, privateKey, publicKey, published };
}

/** What an access token says. */
export interface AccessTokenClaims {
  readonly tid: string;
  readonly appid: string;
  readonly roles: readonly string[];
}

/** What goes into an access token. */
export interface AccessTokenRequest {
  readonly resource: string;
  readonly claims: AccessTokenClaims;
  /** In seconds. */
  readonly lifetime: number;
  /** The object id of the app's service principal. */
  readonly objectId: string;
}

/** Issues a token for a resource. It lives in real time whatever the sandbox's clock says: clients check it. */
export async function issueAccessToken(
  keys: SigningKeys,
  { resource, claims, lifetime, objectId }: AccessTokenRequest,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { roles, ...rest } = claims;
  // An app that was granted nothing gets a token without the claim.
  const granted = roles.length > 0 ? { roles } : {};
  // Entra names each token by a `uti` of its own: without one, two of the same second would be the same.
  return new SignJWT({ ...rest, ...granted, oid: objectId, idtyp: 'app', ver: '1.0', uti: randomUUID() })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keys.keyId })
    .setIssuer(`https://sts.windows.net/${claims.tid}/`)
    .setAudience(resource)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + lifetime)
    .sign(keys.privateKey);
}

/** What a bearer token of these keys for this resource says; undefined for any other token. */
export async function readAccessToken(
  keys: SigningKeys,
  { authorization, resource }: { authorization: string | undefined; resource: string },
): Promise<AccessTokenClaims | undefined> {
  const [scheme = '', token = ''] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  try {
    const expected = { audience: resource, algorithms: ['RS256'] };
    const { payload, protectedHeader } = await jwtVerify(token, keys.publicKey, expected);
    if (protectedHeader.kid !== keys.keyId) return undefined;
    const { tid, appid, roles = [] } = payload;
    if (typeof tid !== 'string' || typeof appid !== 'string' || !Array.isArray(roles)) return undefined;
    return { tid, appid, roles: roles.filter((role) => typeof role === 'string') };
  } catch {
    return undefined;
  }
}
