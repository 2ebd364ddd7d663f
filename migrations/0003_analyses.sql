CREATE TABLE `analysis_parts` (
	`track_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`part` text NOT NULL,
	`body` text NOT NULL,
	`etag` text NOT NULL,
	`analyser` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	PRIMARY KEY(`track_id`, `part`)
);
--> statement-breakpoint
CREATE TABLE `requested_analyses` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`track_id` text NOT NULL,
	`parts` text NOT NULL,
	`matrices` text NOT NULL,
	`format` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `requested_analyses_track` ON `requested_analyses` (`tenant_id`,`track_id`);--> statement-breakpoint
CREATE INDEX `requested_analyses_expiry` ON `requested_analyses` (`expires_at`);--> statement-breakpoint
DROP INDEX `tasks_one_active_a_track`;--> statement-breakpoint
ALTER TABLE `tasks` ADD `parent_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_one_active_analysis` ON `tasks` (`tenant_id`,`track_id`) WHERE kind <> 'extraction' and status in ('queued', 'running');--> statement-breakpoint
CREATE INDEX `tasks_parent` ON `tasks` (`tenant_id`,`parent_id`,`status`);