// Invokes a Lambda handler with one notification as each kind of event: node invoke.mjs <file>
import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';

const simulator = new MisfitSimulator();
globalThis.fetch = async (input, init) =>
  new URL(input).hostname === 'api.example.com' ? new Response('{}') : simulator.fetch(input, init);
const { handler } = await import(new URL(process.argv[2], import.meta.url));

const path = '/misfit/notification';
const common = ({ body, headers }) => ({ path, httpMethod: 'POST', headers, body });
const kinds = {
  'API Gateway v1': (message) => ({
    ...common(message),
    version: '1.0',
    resource: '/{proxy+}',
    requestContext: { path, httpMethod: 'POST', stage: 'prod', identity: {} },
    isBase64Encoded: false,
  }),
  'API Gateway v2': ({ body, headers }) => ({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers,
    requestContext: { http: { method: 'POST', path, protocol: 'HTTP/1.1' }, stage: '$default' },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  }),
  ALB: (message) => ({
    ...common(message),
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:::targetgroup/a/b' } },
    queryStringParameters: {},
    isBase64Encoded: false,
  }),
};

for (const [kind, toEvent] of Object.entries(kinds)) {
  for (const forge of [{}, { Signature: 'AAAA' }]) {
    const update = misfitUpdate('goals.updated', { ownerId: 'ada' });
    const message = { ...simulator.notification([update]), ...forge };
    const headers = { 'content-type': 'text/plain; charset=UTF-8', host: 'example.com' };
    const { statusCode } = await handler(toEvent({ body: JSON.stringify(message), headers }), {});
    console.log(`${kind} ${statusCode}`);
  }
}
process.exit(0);
