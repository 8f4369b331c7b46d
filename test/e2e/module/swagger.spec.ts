import { Controller, Get, type ModuleMetadata } from '@nestjs/common';
import { ApiExcludeController, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, bootstrap, type AdapterName } from '../../support/apps/adapters.js';

@Controller('own')
class OwnController {
  @Get()
  show(): string {
    return 'shown';
  }
}

/** What an application serves as its OpenAPI document. */
async function documentOf(adapter: AdapterName, module: NonNullable<ModuleMetadata['imports']>[0]) {
  const { origin } = await bootstrap(
    { imports: [module], controllers: [OwnController] },
    {
      adapter,
      configure: (app) => {
        const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
        SwaggerModule.setup('api', app, document, { swaggerUiEnabled: false });
      },
    },
  );
  return (await (await fetch(`${origin}/api-json`)).json()) as { paths: Record<string, any> };
}

const PATH = '/misfit/notification';

describe.each(ADAPTERS)('on %s, the OpenAPI document', (adapter) => {
  it('does not mention the endpoint by default', async () => {
    const { paths } = await documentOf(adapter, MisfitNotificationModule.forRoot());
    expect(Object.keys(paths)).toEqual(['/own']);
  });

  it.each([
    ['forRoot', MisfitNotificationModule.forRoot({ swagger: true })],
    [
      'forRootAsync',
      MisfitNotificationModule.forRootAsync({ useFactory: () => ({}), swagger: true }),
    ],
  ])('describes the endpoint with swagger: true, by %s', async (_, module) => {
    const { paths } = await documentOf(adapter, module);
    const { post } = paths[PATH];
    expect(Object.keys(post.responses)).toEqual(['200', '400', '403', '413', '503']);
    expect(post.summary).toContain('Misfit');
    expect(post.tags).toEqual(['MisfitNotification']);
    const { schema } = post.requestBody.content['text/plain'];
    expect(schema.required).toContain('Signature');
    expect(schema.properties.Type.enum).toContain('Notification');
    expect(post.parameters).toEqual([]);
  });

  it('does not mention the endpoint if a decorator of the application hides it', async () => {
    const decorators = [ApiExcludeController()];
    const module = MisfitNotificationModule.forRoot({ swagger: true, decorators });
    expect(Object.keys((await documentOf(adapter, module)).paths)).toEqual(['/own']);
  });
});
