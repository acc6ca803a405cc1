import * as pulumi from "@pulumi/pulumi";

export interface Scheduling {
    interval: "hourly" | "daily" | "weekly";
    minute: pulumi.Input<number>[];
    hour?: pulumi.Input<number>[]; // for daily and weekly schedules
    day?: pulumi.Input<number>[]; // for weekly schedules: 0 (Monday) to 6 (Sunday)
}

export interface AdditionalDestination {
    destinationId: pulumi.Input<string>;
    type: "custom";
    retentionTime?: pulumi.Input<number>;
}

export interface AddonBackupScheduleArgs {
    projectId: pulumi.Input<string>;
    addonId: pulumi.Input<string>;
    backupType: "dump" | "snapshot";
    scheduling: Scheduling;
    retentionTime: pulumi.Input<number>; // days
    compressionType?: "gz" | "zstd"; // of dumps
    customDestinationId?: pulumi.Input<string>; // of dumps
    additionalDestinations?: AdditionalDestination[]; // of snapshots
    teamId?: pulumi.Input<string>;
    ifExists?: "adopt" | "error" | "replace";
}

/** A backup schedule of a Northflank addon. */
export class AddonBackupSchedule extends pulumi.CustomResource {
    constructor(name: string, args: AddonBackupScheduleArgs, options?: pulumi.CustomResourceOptions) {
        super("northflank:index:AddonBackupSchedule", name, args, options);
    }
}
