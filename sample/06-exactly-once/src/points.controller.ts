import { Controller, Get, Param } from '@nestjs/common';
import { PointsDatabase } from './points.database.js';

@Controller('points')
export class PointsController {
  constructor(private readonly database: PointsDatabase) {}

  @Get(':ownerId')
  pointsOf(@Param('ownerId') ownerId: string): { points: number } {
    return { points: this.database.pointsOf(ownerId) };
  }
}
