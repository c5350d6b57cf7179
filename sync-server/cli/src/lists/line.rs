//! What lists of customers, sites and jobs say in each row.

use chrono::NaiveDateTime;
use doorstep_packs::lists::{Field, Record};
use doorstep_server::office::{Became, CustomerLine, JobLine, Office, OfficeError, SiteLine, Taking};
use serde::Serialize;

/// A row of one kind of list.
pub(super) trait Line: Serialize + Sized {
    /// The name of the list in the office's API.
    const LIST: &'static str;
    /// How many rows are taken at a time.
    const BATCH: usize;
    /// What its columns can be.
    const FIELDS: &'static [Field];

    /// Reads a row; what is wrong stays in the record.
    fn read(record: &mut Record<'_>) -> Self;

    /// What the company's own list calls the row.
    fn key(&self) -> &str;

    /// Lets an office take rows.
    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError>;
}

const CUSTOMER_KEYS: &[&str] = &[
    "客户编号",
    "客户编码",
    "业主编号",
    "会员号",
    "customer id",
    "customer no",
    "customer number",
    "customer key",
];
const SITE_KEYS: &[&str] =
    &["地址编号", "房号编码", "房产编号", "站点编号", "site id", "site no", "site key"];
const NAMES: &[&str] =
    &["姓名", "客户", "客户名称", "客户姓名", "业主", "业主姓名", "customer name", "full name"];
const PHONES: &[&str] =
    &["电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "telephone", "mobile", "phone number"];
const ADDRESSES: &[&str] =
    &["地址", "客户地址", "详细地址", "服务地址", "上门地址", "住址", "site address", "street"];
const ZONES: &[&str] = &["时区", "timezone", "tz"];

impl Line for CustomerLine {
    const LIST: &'static str = "customers";
    const BATCH: usize = 500;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "key",
            &[
                "编号",
                "编码",
                "客户编号",
                "客户编码",
                "业主编号",
                "会员号",
                "id",
                "no",
                "customer id",
                "customer no",
                "customer number",
                "customer key",
                "external id",
            ],
        ),
        Field::required("name", NAMES),
        Field::optional("phone", PHONES),
    ];

    fn read(record: &mut Record<'_>) -> Self {
        Self { key: record.key("key"), name: record.text("name"), phone: record.optional_key("phone") }
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        office.take_customers(rows, taking)
    }
}

impl Line for SiteLine {
    const LIST: &'static str = "sites";
    const BATCH: usize = 500;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "key",
            &[
                "编号",
                "编码",
                "地址编号",
                "房号编码",
                "房产编号",
                "站点编号",
                "id",
                "no",
                "site id",
                "site no",
                "site key",
                "external id",
            ],
        ),
        Field::required("address", ADDRESSES),
        Field::required("time_zone", ZONES),
        Field::optional("customer", CUSTOMER_KEYS),
    ];

    fn read(record: &mut Record<'_>) -> Self {
        Self {
            key: record.key("key"),
            address: record.text("address"),
            time_zone: record.key("time_zone"),
            customer: record.optional_key("customer"),
        }
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        office.take_sites(rows, taking)
    }
}

impl Line for JobLine {
    const LIST: &'static str = "jobs";
    const BATCH: usize = 40;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "key",
            &[
                "编号",
                "单号",
                "工单号",
                "工单编号",
                "派工单号",
                "订单号",
                "id",
                "no",
                "job id",
                "job no",
                "work order",
                "order no",
                "external id",
            ],
        ),
        Field::required("service", &["服务", "服务类型", "业务类型", "service type"]),
        Field::required(
            "report",
            &[
                "报修内容",
                "问题描述",
                "报修描述",
                "描述",
                "内容",
                "故障描述",
                "description",
                "problem",
                "request",
            ],
        ),
        Field::optional("customer", CUSTOMER_KEYS),
        Field::optional("name", NAMES),
        Field::optional("phone", PHONES),
        Field::optional("site", SITE_KEYS),
        Field::optional("address", ADDRESSES),
        Field::optional("time_zone", ZONES),
        Field::optional(
            "reported",
            &["报修时间", "登记时间", "受理时间", "reported at", "created", "created at"],
        ),
        Field::optional(
            "start",
            &["预约时间", "上门时间", "开始时间", "appointment", "start time", "scheduled", "scheduled at"],
        ),
        Field::optional("end", &["结束时间", "预约结束时间", "end time"]),
        Field::optional(
            "users",
            &["维修人员", "工程师", "技师", "派工人员", "处理人", "technician", "technicians", "assigned to"],
        ),
        Field::optional("emergency", &["紧急", "是否紧急", "急修", "urgent"]),
        Field::optional("public", &["公共区域", "公区", "public area"]),
    ];

    fn read(record: &mut Record<'_>) -> Self {
        Self {
            key: record.key("key"),
            service: record.key("service"),
            report: record.text("report"),
            customer: record.optional_key("customer"),
            name: record.optional_text("name"),
            phone: record.optional_key("phone"),
            site: record.optional_key("site"),
            address: record.optional_text("address"),
            time_zone: record.optional_key("time_zone"),
            reported: record.moment("reported").map(local),
            start: record.moment("start").map(local),
            end: record.moment("end").map(local),
            users: record.keys("users"),
            emergency: record.yes_no("emergency"),
            public: record.yes_no("public"),
        }
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        office.take_jobs(rows, taking)
    }
}

/// By the clocks of the site, which the office knows.
fn local(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S").to_string()
}
