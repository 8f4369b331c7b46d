import { Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { SnsSignatureGuard, VerifiedSnsMessage, type SnsMessage } from 'nestjs-misfit-notification';

/** What a route of an application has taken; the tests read it and empty it. */
export const taken: SnsMessage[] = [];

@Controller('partner')
export class OwnSnsController {
  @Post('sns')
  @HttpCode(200)
  @UseGuards(SnsSignatureGuard)
  receive(@VerifiedSnsMessage() message: SnsMessage): string {
    taken.push(message);
    return 'taken';
  }

  @Post('unguarded')
  forget(@VerifiedSnsMessage() message: SnsMessage): void {
    taken.push(message);
  }
}
