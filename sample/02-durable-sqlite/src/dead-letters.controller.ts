import {
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { MisfitDeadLetters, type DeadLetterQuery } from 'nestjs-misfit-notification';
import { DeviceListener } from './device.listener.js';

/** For administrators: in a real application, behind a guard. */
@Controller('dead-letters')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: MisfitDeadLetters,
    private readonly devices: DeviceListener,
  ) {}

  @Get()
  async list(@Query('handler') handler?: string, @Query('from') from?: string) {
    const query: DeadLetterQuery = {
      ...(handler !== undefined && { handler }),
      ...(from !== undefined && { from }),
    };
    const { letters, next } = await this.deadLetters.list(query);
    const rows = letters.map(({ id, event, error, attempts }) => {
      return {
        id,
        event: event && `${event.type}.${event.action} ${event.id}`,
        error: error.message,
        attempts,
      };
    });
    return { letters: rows, next };
  }

  @Post(':id/replay')
  @HttpCode(204)
  async replay(@Param('id') id: string): Promise<void> {
    this.devices.repair();
    if (!(await this.deadLetters.replay(id))) throw new NotFoundException();
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    if (!(await this.deadLetters.remove(id))) throw new NotFoundException();
  }
}
