/**
 * Metadata of `@nestjs/swagger`, set without loading the package: most applications do not have it.
 * test/e2e/module/swagger.spec.ts reads it with the real package.
 */
const KEYS = {
  excludeController: 'swagger/apiExcludeController',
  operation: 'swagger/apiOperation',
  consumes: 'swagger/apiConsumes',
  parameters: 'swagger/apiParameters',
  responses: 'swagger/apiResponse',
} as const;

const text = (description: string, example?: string) => ({
  type: 'string',
  description,
  ...(example !== undefined && { example }),
});

/** The signed fields and where SNS's certificate is; other fields are ignored. */
const SNS_MESSAGE = {
  title: 'SnsMessage',
  type: 'object',
  required: [
    'Type',
    'MessageId',
    'TopicArn',
    'Message',
    'Timestamp',
    'SignatureVersion',
    'Signature',
    'SigningCertURL',
  ],
  properties: {
    Type: {
      type: 'string',
      enum: ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'],
    },
    MessageId: { ...text('The same when SNS delivers again'), format: 'uuid' },
    TopicArn: text('The topic', 'arn:aws:sns:us-east-1:819895241319:resource-tp1'),
    Subject: text('Only in notifications, where present'),
    Message: text('In a notification, a JSON array of updates'),
    Timestamp: { ...text('When the message was published'), format: 'date-time' },
    Token: text('Only in confirmations'),
    SubscribeURL: text('Only in confirmations; never followed'),
    SignatureVersion: { type: 'string', enum: ['1', '2'] },
    Signature: text('Of SNS, in base64'),
    SigningCertURL: text('Certificate of the signature, on a host of SNS'),
  },
};

const RESPONSES = {
  200: 'Handled or stored, now or earlier',
  400: 'Not an SNS message. SNS gives up',
  403: 'Topic, age, certificate or signature not accepted. SNS gives up',
  413: 'Body larger than bodyLimit. SNS gives up',
  503: 'Not done yet. SNS delivers again',
};

/** Hides the controller from the OpenAPI document of `@nestjs/swagger`, or describes its route there. */
export function swaggerMetadata(isShown: boolean): ClassDecorator {
  return (controller) => {
    if (!isShown) {
      Reflect.defineMetadata(KEYS.excludeController, [true], controller);
      return;
    }
    const { receive } = controller.prototype as unknown as Record<'receive', object>;
    const descriptions = Object.entries(RESPONSES);
    const metadata: Readonly<Record<string, unknown>> = {
      [KEYS.operation]: { summary: 'Receives the notifications of Misfit, sent by Amazon SNS' },
      [KEYS.consumes]: ['text/plain', 'application/json'],
      [KEYS.parameters]: [{ in: 'body', type: String, required: true, schema: SNS_MESSAGE }],
      [KEYS.responses]: Object.fromEntries(
        descriptions.map(([status, description]) => [status, { description }]),
      ),
    };
    for (const [key, value] of Object.entries(metadata))
      Reflect.defineMetadata(key, value, receive);
  };
}
