import { AddonBackupSchedule } from "./addonBackupSchedule";

const nightly = new AddonBackupSchedule("nightly", {
    projectId: "shop",
    addonId: "orders",
    backupType: "dump",
    scheduling: { interval: "daily", minute: [30], hour: [2] },
    retentionTime: 30, // days
});

export const scheduleId = nightly.id;
