/// The version of this toolchain, as it stands in reports and SBOMs.
package let hallmarkVersion = "0.1.0"
