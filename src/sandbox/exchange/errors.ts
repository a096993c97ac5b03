import { WireError } from '../wire-error.ts';

const WARNINGS = { 'adminapi.warnings@odata.type': '#Collection(String)', '@adminapi.warnings': [] };
const ODATA_EXCEPTION = 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException';

/** A parameter that the cmdlet does not have, or that this principal may not use: Exchange does not tell the two apart. */
export function unknownParameter(name: string): WireError {
  const message =
    'Parameter set cannot be resolved using the specified named parameters. ' +
    `Invalid cmdlet parameters specified. ${name}`;
  const type = 'Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException';
  return new WireError(400, invalidOperation(message, type, true));
}

/** A value that can't be made what the parameter wants: this shape has no `details`. */
export function badValue(parameter: string): WireError {
  const message = `Cannot process argument transformation on parameter '${parameter}'.`;
  const type = 'Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException';
  return new WireError(400, invalidOperation(message, type, false));
}

/** The unblock limit of an account is used up. That there is such an error is documented; its text is not known. */
export function unblockLimitReached(address: string): WireError {
  const message = `The maximum number of times the account '${address}' can be unblocked has been reached. Contact Microsoft Support.`;
  return new WireError(
    400,
    invalidOperation(message, 'Microsoft.Exchange.Management.SandboxUnblockLimitException', true),
  );
}

function invalidOperation(message: string, type: string, withDetails: boolean): object {
  const details = [{ code: 'Client', target: '', message: `|${type}|${message}` }];
  const internalexception = { message, type, stacktrace: '' };
  return {
    error: {
      code: 'BadRequest',
      message: 'Invalid Operation',
      ...(withDetails ? { details } : WARNINGS),
      innererror: { message: 'Invalid Operation', type: ODATA_EXCEPTION, stacktrace: '', internalexception },
    },
  };
}

function objectNotFound(text: string): WireError {
  return commandError(404, 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException', text);
}

/** What a cmdlet says when it ran and failed. The useful text is in `details` only, which is as Exchange has it. */
export function commandError(status: number, type: string, text: string): WireError {
  const wrapper = 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException';
  return new WireError(status, {
    error: {
      code: status === 404 ? 'NotFound' : 'BadRequest',
      message: 'Error executing cmdlet',
      details: [{ code: 'Client', target: '', message: `Ex6F9304|${type}|${text}` }],
      innererror: {
        message: 'Error executing cmdlet',
        type: ODATA_EXCEPTION,
        stacktrace: '',
        internalexception: { message: `Exception of type '${wrapper}' was thrown.`, type: wrapper, stacktrace: '' },
      },
      ...WARNINGS,
    },
  });
}

/** The message for an identity that names nothing. */
export function identityNotFound(identity: string): WireError {
  const server = 'AM0PR01A003DC01.EURPR01A003.PROD.OUTLOOK.COM';
  return objectNotFound(
    `The operation couldn't be performed because object '${identity}' couldn't be found on '${server}'.`,
  );
}

/** Removing what is not on the list. What Exchange says then is not known; this is the shape of its other 404s. */
export function notBlocked(entity: string): WireError {
  return objectNotFound(`The entity '${entity}' isn't blocked.`);
}

/** What common parameters bring about: an error that looks like the service's fault and is the caller's. */
export function serverSideError(): WireError {
  const message =
    'A server side error has occurred because of which the operation could not be completed. ' +
    'Please try again after some time. If the problem still persists, please reach out to MS support.';
  const innererror = { message, type: ODATA_EXCEPTION, stacktrace: '' };
  return new WireError(500, { error: { code: 'InternalServerError', message, innererror } });
}

/** A continuation that the server no longer, or never, knew. */
export function expiredPagination(): WireError {
  const message = 'Expired or Invalid pagination request. Default Expiry time is 00:30:00';
  return new WireError(400, {
    error: { code: 'BadRequest', message, innererror: { message, type: ODATA_EXCEPTION, stacktrace: '' } },
  });
}

/** A failure that is gone a moment later; it comes under a 400 as well as under a 500. */
export function transient(exception: string, status = 400): WireError {
  const type = `Microsoft.Exchange.Data.Directory.${exception}`;
  return commandError(status, type, 'The operation could not be completed. Try again later.');
}

/** The app's token is taken, and its role is another than the cmdlet needs. */
export function userNotAllowed(): WireError {
  const message = 'User is not allowed to call Get-Mailbox';
  const innererror = { message, type: ODATA_EXCEPTION, stacktrace: '' };
  return new WireError(401, { error: { code: 'Unauthorized', message, innererror } });
}

/** No token, one for another audience or tenant, or one without the app role. */
export function unauthorized(): WireError {
  const challenge = 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", error="invalid_token"';
  return new WireError(401, '', { 'www-authenticate': challenge });
}

/** No right to the cmdlet, or no such cmdlet: the body is a run of NUL bytes, and only headers say anything. */
export function forbidden(): WireError {
  const headers = { 'content-type': 'application/json', 'x-ms-diagnostics': '2000003;reason="The role is missing."' };
  return new WireError(403, new Uint8Array(64), headers);
}
